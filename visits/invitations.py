"""Invitations: a host announces a guest, reschedules, sends again or withdraws."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date, timedelta
from itertools import count

from sqlmodel import col, select

from visits import (
    co_hosted_plans,
    outbox,
    parties,
    planned_visits,
    series,
    sites,
    visit_facts,
    visit_state,
    visit_times,
)
from visits.audit import entries
from visits.people import quotas, rate_limits
from visits.policy.register import register
from visits.retention import deadlines
from visits.store import locks
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.visits import Visit, Withdrawal
from visits.vault import email_addresses, envelopes, phone_numbers
from visits.visit_state import VisitState
from visits.visit_times import VisitTimes, Window
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import (
    AlreadyWithdrawn,
    ContactMissing,
    LevelTooLow,
    SentTooOften,
    TooManyDays,
    TooManyTries,
)
from visits.vocabulary.visits import MOST_DAYS, Level, VisitPurpose

# A guest's mailbox is not the host's to fill.
RESENDINGS, RESENDINGS_WITHIN = 3, timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """What a host says of a guest; personal data is left out of its `repr`."""

    name: str = field(repr=False)
    badge_name: str = field(repr=False, default="")
    email: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")
    window: Window
    more_days: tuple[date, ...] = ()
    """Further days on which they come, in the same hours."""
    purpose: VisitPurpose
    language: str
    least_level: Level
    party_of: int | None = None
    """The visit of the first guest of their party, if they are another of it."""

    def items(self) -> list[str]:
        """Return the names of the register's items that were given."""
        return [item for item in register().items if getattr(self, item)]

    def windows(self) -> list[Window]:
        """Return when they come, the first day first."""
        days = sorted({self.window.day, *self.more_days})
        return [replace(self.window, day=day) for day in days]


def invite(
    store: Store, host_id: int, site_id: int, announcement: NewInvitation, nonce: str
) -> Visit:
    """Invite a guest and queue their e-mail; return the visit of the first day.

    A second call with the same words and the same nonce, which must be random, returns what
    stands of the first, if anything does; with other words it is another invitation.

    Refuses `ContactMissing`, `GuestWrittenTooOften`, `LevelTooLow`, `QuotaReached`, `TooManyDays`,
    `NotFound` for an unknown site or a host whose account is closed, and every impossible time.
    """
    locks.site(store, site_id)
    digest, earlier = made_by(store, host_id, site_id, announcement, nonce)
    if earlier:
        return earlier
    site, host = sites.of(store, site_id), actors.member(host_id)
    times = checked_times(store, site, announcement)
    quotas.count(store, host_id, site, [one.starts_at for one in times])
    language = announcement.language
    visit = planned_visits.add_visit(store, host_id, site_id, language, digest)
    for day, window in _days(store, visit, announcement, times):
        _seal_items(store, day.id, site, announcement, window)
        entries.record(store, host, Act.INVITED, day.id, announcement.items())
    series.write(store, visit_state.of(store, visit.id), EmailKind.INVITATION)
    sites.changed(store, site_id)
    return visit


def reschedule(
    store: Store,
    host_id: int,
    public_id: str,
    window: Window,
    *,
    with_rest: bool = False,
) -> VisitState:
    """Change the time of an invitation and queue an e-mail; the code stays valid.

    The same time again changes nothing. Refuses a visit that is under way, over or cancelled,
    every impossible time, `DayTaken` by another day of the series, `QuotaReached` and
    `GuestWrittenTooOften`. With the rest, every day after it moves as far, to the same hours, and
    so does every other guest of the party.
    """
    visit, host = visit_state.of_host(store, host_id, public_id), actors.member(host_id)
    return move(store, visit, window, host, with_rest=with_rest)


def move(
    store: Store, visit: VisitState, window: Window, actor: Actor, *, with_rest: bool
) -> VisitState:
    """Do the same for a visit that was found, in the host's place."""
    visit_state.refuse_unexpected(store, visit)
    by, moved = window.day - sites.day_of(visit.site, visit.invitation.starts_at), []
    for day in parties.changed_together(store, visit) if with_rest else [visit]:
        to_day = sites.day_of(day.site, day.invitation.starts_at) + by
        times = visit_times.of(store, day.site, replace(window, day=to_day))
        if times[:2] != (day.invitation.starts_at, day.invitation.ends_at):
            moved.append((day, times))
    quotas.move(store, [(day, times.starts_at) for day, times in moved])
    for day, times in moved:
        _move(store, day, times)
    if moved:
        series.refuse_two_on_a_day(store, visit)
        days, kind = [day for day, _ in moved], EmailKind.RESCHEDULED
        _done(store, days, actor, Act.RESCHEDULED, kind)
    return visit


def resend(
    store: Store, host_id: int, public_id: str, after: int | None = None
) -> VisitState:
    """Queue the invitation's e-mail again, after so many e-mails to the guest.

    A request that was made before the last of them queues none; None for one that does
    not say. Refuses a guest who cannot come now, `SentTooOften` and `GuestWrittenTooOften`.
    """
    visit = _still_expected(store, host_id, public_id)
    if after is not None and after != len(outbox.to_guest(store, visit.id)):
        return visit
    # Whichever of its days it is asked of, the mailbox is one.
    limit = RateLimited.RESENDING, visit.invitation.series_id
    try:
        rate_limits.refuse_above(store, *limit, RESENDINGS, RESENDINGS_WITHIN)
    except TooManyTries:
        raise SentTooOften from None
    rate_limits.count(store, *limit)
    host = actors.member(host_id)
    _done(store, [visit], host, Act.RESENT, EmailKind.INVITATION)
    return visit


def withdraw(
    store: Store,
    host_id: int,
    public_id: str,
    actor: Actor | None = None,
    *,
    with_rest: bool = False,
) -> VisitState:
    """Withdraw an invitation: its code opens nothing that day, and an e-mail says so.

    The host does it, unless an `actor` is named; with the rest, of every day after it as well, or
    of every guest of the party, of which otherwise the code stays good for the others.
    Refuses a visit that is under way, over or cancelled.
    """
    visit = _still_expected(store, host_id, public_id)
    called_off = parties.changed_together(store, visit) if with_rest else [visit]
    withdrawn_by = actor or actors.member(host_id)
    for day in called_off:
        call_off(store, day, withdrawn_by.id or host_id)
    _done(store, called_off, withdrawn_by, Act.WITHDRAWN, EmailKind.WITHDRAWN)
    return visit


def call_off(store: Store, visit: VisitState, member_id: int | None) -> None:
    """Withdraw one visit and tell nobody; None for the guest. Refuses `AlreadyWithdrawn`."""
    visit.invitation.sequence += 1
    withdrawal = Withdrawal(visit_id=visit.id, at=store.now, member_id=member_id)
    # The primary key of the row refuses whoever withdraws at the same moment.
    visit_facts.record(store, withdrawal, AlreadyWithdrawn)
    quotas.give_back(store, visit)
    deadlines.apply(store, replace(visit, withdrawal=withdrawal))


def checked_times(
    store: Store, site: Site, announcement: NewInvitation
) -> list[VisitTimes]:
    """Return when the guest comes, the first day first; refuses as `invite` does."""
    windows = announcement.windows()
    if len(windows) > MOST_DAYS:
        raise TooManyDays
    if not (announcement.email or announcement.phone):
        raise ContactMissing
    if announcement.least_level < site.least_level:
        raise LevelTooLow
    return [visit_times.of(store, site, window) for window in windows]


def made_by(
    store: Store, host_id: int, site_id: int, announcement: NewInvitation, nonce: str
) -> tuple[bytes, Visit | None]:
    """Return the digest of the form as it was sent, and a visit that it has made before.

    Of a series or a party that is one that stands; None if all of it was withdrawn.
    """
    words = astuple(replace(announcement, party_of=None))
    for turn in count():
        # Beside a random nonce, which is kept nowhere, it tells nobody any of the words.
        form = (host_id, nonce, site_id, *words, turn)
        digest = store.keys.secrets.digest("nonce", *form)
        visit = store.exec(select(Visit).where(col(Visit.nonce) == digest)).first()
        if visit is None:
            return digest, None
        together = parties.together(store, visit_state.of(store, visit.id))
        standing = [one.visit for one in together if one.withdrawal is None]
        # Sent again after all is withdrawn it is meant: the next turn has a digest of its own.
        if standing:
            return digest, standing[0]
    raise AssertionError


def _days(
    store: Store, visit: Visit, announcement: NewInvitation, times: list[VisitTimes]
) -> list[tuple[Visit, VisitTimes]]:
    """Plan the visit for the first of these times, and add one for each of the others."""
    plan = announcement.purpose, announcement.least_level
    first = planned_visits.add_invitation(store, visit, times[0], *plan)
    if announcement.party_of:
        planned_visits.join_party(store, first, announcement.party_of)
    later = [planned_visits.add_day(store, visit, first, one) for one in times[1:]]
    return list(zip([visit, *later], times, strict=True))


def _move(store: Store, visit: VisitState, times: VisitTimes) -> None:
    visit_times.move(store, visit.invitation, times)
    # A calendar takes the event with the higher number for the newer one (RFC 5545).
    visit.invitation.sequence += 1
    deadlines.apply(store, visit)


def _seal_items(
    store: Store,
    visit_id: int,
    site: Site,
    announcement: NewInvitation,
    times: VisitTimes,
) -> None:
    # Until they come, a guest is kept like one who does not.
    until = deadlines.until_absent(store, site, times.starts_at, times.ends_at)
    # Hosts leave the country out; the kiosk looks the whole number up.
    phone = announcement.phone and phone_numbers.kept(announcement.phone, site.region)
    items = {
        "name": announcement.name,
        "badge_name": announcement.badge_name,
        "email": email_addresses.kept(announcement.email),
        "phone": phone,
    }
    envelopes.keep(store, visit_id, items, until)


def _done(
    store: Store,
    changed: Sequence[VisitState],
    actor: Actor,
    act: Act,
    kind: EmailKind,
) -> None:
    # Of a series its last day tells the guest of all; each guest of a party has their own.
    last_days = {visit.invitation.series_id: visit for visit in changed}
    for visit in last_days.values():
        series.write(store, visit, kind)
    for visit in changed:
        entries.record(store, actor, act, visit.id)
    if act is not Act.RESENT:
        co_hosted_plans.tell_changed(store, changed)
    sites.changed(store, changed[-1].visit.site_id)


def _still_expected(store: Store, host_id: int, public_id: str) -> VisitState:
    visit = visit_state.of_host(store, host_id, public_id)
    visit_state.refuse_unexpected(store, visit)
    return visit
