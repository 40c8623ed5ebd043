"""Refusals: an expected no, for a person. The class is the reason; each face has the text."""

from collections.abc import Mapping, Sequence
from datetime import time

from visits.vocabulary.visits import WaitReason


class VisitRefused(Exception):
    """The base of all refusals."""

    values: Mapping[str, str] = {}
    """What the face's text has a place for; never a guest's words."""
    guest_number = 0
    """Which guest of a new party it is about; 0 for the first."""


class OperatorError(Exception):
    """Something of the installation is not right; the text says what to do."""


class ValueRefusedError(ValueError):
    """A value that is not of its column's shape; the text never contains it."""


class NotExpectedNow(VisitRefused):
    """Not at this kiosk now. The desk hears why, and a guest who has proven who they are."""

    def __init__(
        self,
        reason: WaitReason,
        visit_id: int | None = None,
        proven_id: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.visit_id = visit_id
        """The visit that the desk of this site is told of."""
        self.proven_id = proven_id
        """The visit of a guest who has proven that it is theirs, at whatever site."""


class NoMoreTries(NotExpectedNow):
    """Too many wrong codes, or too many sent: the front desk helps."""


class WrongCode(VisitRefused):
    """Not the digits that were sent last, or too late."""


class RulesChanged(VisitRefused):
    """The house rules that were shown are no longer those in force: they are shown anew."""


class KioskLocked(VisitRefused):
    """Too many wrong codes at this tablet: staff release it."""


class AlarmRaised(VisitRefused):
    """Nobody checks in while everybody has to leave."""


class EncounterOver(VisitRefused):
    """Nobody has touched the tablet for a while: begin again."""


class NotFound(VisitRefused):
    """Nothing of that name that this member may see."""


class NameTaken(VisitRefused):
    """The site has one of that name."""


class GroupInUse(VisitRefused):
    """A printer or a kiosk is in the group."""


class StillDriven(VisitRefused):
    """A print agent drives the printer, and would bring it back."""


class DayIsPast(VisitRefused):
    """The day or the window lies in the past."""


class NotToday(VisitRefused):
    """The day of the visit is still to come."""


class OnWatchList(VisitRefused):
    """The guest is on the watch list: somebody of the desk decides about them."""


class OwnProposal(VisitRefused):
    """Whoever proposed an entry of the watch list does not confirm it."""


class ProposedAlready(VisitRefused):
    """A colleague has proposed this address for the watch list: it is to be confirmed."""


class OtherAddress(VisitRefused):
    """The address is not that of the entry."""


class TooFarAhead(VisitRefused):
    """Further ahead than invitations go."""


class QuotaReached(VisitRefused):
    """The plan of the host or of their company allows no more guests then."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.values = {"most": str(most)}


class DayQuotaReached(QuotaReached):
    """No more on that day."""


class WeekQuotaReached(QuotaReached):
    """No more in that week, which begins on Monday."""


class MonthQuotaReached(QuotaReached):
    """No more in that month."""


class TooManyDays(VisitRefused):
    """More days than one invitation may have."""


class DayTaken(VisitRefused):
    """The guest is expected on that day already, by the same code."""


class PartyTooLarge(VisitRefused):
    """More guests than one invitation may have."""


class PartyOnSeveralDays(VisitRefused):
    """Several guests on several days: one code is for the one or for the other."""


class EndsBeforeItStarts(VisitRefused):
    """The window ends before it begins."""


class TimeDoesNotExist(VisitRefused):
    """The site's clock skips that time on that day; `nearest` are those that it shows."""

    def __init__(self, nearest: Sequence[time]) -> None:
        super().__init__()
        self.nearest = nearest
        self.values = {"nearest": ", ".join(f"{at:%H:%M}" for at in nearest)}


class EndDoesNotExist(TimeDoesNotExist):
    """The same of the time at which a window ends."""


class AlreadyInvited(VisitRefused):
    """The same host expects the same guest on that day at these times already."""


class LevelTooLow(VisitRefused):
    """A host may ask for more proof than the site does, never for less."""


class ContactMissing(VisitRefused):
    """An invitation needs an e-mail address or a phone number."""


class TooManyMarshals(VisitRefused):
    """More telephones than any site has marshals have opened the roll."""


class AlreadyWithdrawn(VisitRefused):
    """The invitation was withdrawn."""


class AlreadyArrived(VisitRefused):
    """The guest is already in."""

    def __init__(self, visit_id: int | None = None) -> None:
        super().__init__(visit_id)
        self.visit_id = visit_id


class AlreadyRefused(VisitRefused):
    """The desk turned this guest away."""


class DataRestricted(VisitRefused):
    """The guest restricted their data: no name may be compared or changed, no badge printed."""


class NotInside(VisitRefused):
    """The guest has not arrived, or has left already."""


class BadgeNamedMeanwhile(VisitRefused):
    """The name on the badge is not the one any more that was shown to whoever changes it."""


class TooLateToUndo(VisitRefused):
    """It was done longer ago than somebody notices a slip, or by somebody else."""


class BackInside(VisitRefused):
    """The guest left and came back since: that they left was said of an earlier stay."""


class NobodyWaits(VisitRefused):
    """The guest is not here any more, or not yet: nobody waits for the host's answer."""


class TakenOver(VisitRefused):
    """A colleague has taken the visit over already."""


class ChannelFieldWrong(VisitRefused):
    """Not what a channel of this kind needs in the field of this name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooManyChannels(VisitRefused):
    """More ways to be told than anybody needs."""


class TooManyCoHosts(VisitRefused):
    """More colleagues beside the host than a visit needs."""


class AlreadyMember(VisitRefused):
    """Somebody of this e-mail address is a member already."""


class SignInRefused(VisitRefused):
    """Login and password do not belong together."""


class TooManyTries(VisitRefused):
    """Tried too often: wait a while."""


class SentTooOften(TooManyTries):
    """The invitation's e-mail was sent several times just now."""


class GuestWrittenTooOften(VisitRefused):
    """The host has written to this guest many times within the hour, or the day."""


class LinkExpired(VisitRefused):
    """The link was used, replaced, or is too old."""


class PairingRefused(VisitRefused):
    """No such pairing code, or it is too old."""


class FirstRunRefused(VisitRefused):
    """Not the code on the console, or there is an account already."""


class ClockIsBehind(VisitRefused):
    """This computer's clock is behind: the day until which this would be kept was over already."""


class ReviewOutOfRange(VisitRefused):
    """A legal hold is reviewed on a day to come, at most 90 days ahead."""


class PeriodOutOfRange(VisitRefused):
    """A site keeps a retention class for at least an hour, at most for the register's ceiling."""


class OwnLanguageMissing(VisitRefused):
    """A new version of house rules is written in the site's own language too."""


class DateIsAnother(VisitRefused):
    """That is not today's date by this machine's clock (UTC): nothing was erased."""
