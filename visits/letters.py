"""Letters: what each says and to whom, put together when it is sent and never before."""

from dataclasses import dataclass, field
from datetime import datetime

from visits import invitations, retention, sites, standing
from visits.lobby import verification
from visits.people import profiles, welcomes
from visits.policy.register import Purpose, Reader, register
from visits.refusals import NotFound
from visits.standing import Standing
from visits.store.database import Store
from visits.store.outboxes import Letter
from visits.store.people import Member
from visits.store.places import Company, Site
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.words import LetterKind, Level, Undelivered

TO_HOST = frozenset({LetterKind.ARRIVED})


class NotSendable(Exception):
    """This letter shall not leave the house any more."""

    def __init__(self, why: Undelivered) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class AboutVisit:
    """What a letter about a visit may say."""

    to: str = field(repr=False)
    language: str
    guest: Guest = field(repr=False)
    host_name: str = field(repr=False)
    company: str
    site: Site
    standing: Standing = field(repr=False)
    code: str = field(repr=False)
    link: str = field(repr=False)
    digits: str = field(repr=False, default="")
    asks_for_code: bool
    goes_at: datetime
    minimum_age: int


@dataclass(frozen=True, kw_only=True)
class ToMember:
    """What a letter to a member may say."""

    to: str = field(repr=False)
    name: str = field(repr=False)
    language: str
    link: str = field(repr=False)


def contents(store: Store, letter: Letter) -> AboutVisit | ToMember:
    """What the letter says now. Refuses `NotSendable`: too late, forgotten, or nobody to send it to."""
    if letter.expires_at <= store.now:
        raise NotSendable(Undelivered.OVER)
    if letter.visit_id is None:
        return _to_member(store, letter)
    try:
        found = standing.of(store, letter.visit_id)
    except NotFound:
        raise NotSendable(Undelivered.OVER) from None
    return _about_visit(store, letter, found)


def _to_member(store: Store, letter: Letter) -> ToMember:
    member = store.get_one(Member, letter.member_id)
    profile = profiles.profile(store, member)
    link = welcomes.welcome_link(store, member.id)
    return ToMember(to=profile.email, name=profile.name, language=member.language, link=link)


def _about_visit(store: Store, letter: Letter, found: Standing) -> AboutVisit:
    host = store.get_one(Member, found.visit.host_id)
    guest = envelopes.tell_one(store, found.id, ["name", "email"], Purpose.IDENTIFY, Reader.POST)
    profile = profiles.profile(store, host)
    to_host = letter.kind in TO_HOST
    to = profile.email if to_host else guest.email.reveal()
    if not to:
        raise NotSendable(Undelivered.NO_ADDRESS)
    site = sites.of(store, found.visit.site_id)
    return AboutVisit(
        to=to, language=host.language if to_host else found.visit.language, guest=guest, host_name=profile.name,
        company=store.get_one(Company, found.visit.company_id).name, site=site, standing=found,
        code=invitations.code(store, found.invitation), link=invitations.link(store, found.invitation),
        digits=_digits(store, letter), asks_for_code=_asks(site, found), goes_at=goes_at(site, found),
        minimum_age=register().minimum_age,
    )  # fmt: skip


def goes_at(site: Site, found: Standing) -> datetime:
    """The last moment at which anything of this guest is kept, if they come as planned."""
    return retention.log_goes(site, found.invitation.starts_at)


def _digits(store: Store, letter: Letter) -> str:
    if letter.encounter_id is None:
        return ""
    return verification.digits(store, letter.encounter_id, letter.sending)


def _asks(site: Site, found: Standing) -> bool:
    return max(site.least_level, found.invitation.least_level) >= Level.ADDRESS_CONFIRMED
