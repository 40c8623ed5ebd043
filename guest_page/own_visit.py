"""A guest's own visit, as a link that proves their address opens it: all that is kept of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from printers.badge import BadgeContent
from visits import (
    confirmed_codes,
    host_news,
    house_rules,
    planned_visits,
    series,
    sites,
)
from visits.host_news import HostNews
from visits.house_rules import HouseRules
from visits.lobby.admission import level_for, may_come_back
from visits.people import profiles, rate_limits
from visits.printing import badge_content
from visits.retention import deadlines
from visits.rights import access, proofs
from visits.rights.access import GuestData
from visits.rights.proofs import ProvenVisit
from visits.sites import Directions
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.vault import blind_index
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary.actors import AccessContext, as_guest
from visits.vocabulary.people import RateLimited
from visits.vocabulary.policy import Period, RetentionClass
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import EARLIEST, Level, Lookup


class PageState(StrEnum):
    """What the page is about now."""

    COMING = "coming"
    ASKING = "asking"
    """A walk-in whose host is asked for them."""
    HERE = "here"
    LEFT = "left"
    BACK = "back"
    """Left, and the code lets them in again."""
    WITHDRAWN = "withdrawn"
    AT_DESK = "at_desk"
    OVER = "over"


ReadIn = Callable[[str], str]
"""The language of a page whose guest usually reads this one."""
AHEAD = frozenset({PageState.COMING, PageState.ASKING})
"""Before the guest is in: two days may be the last on which their data is kept."""
REQUESTS = (20, timedelta(hours=1))
"""Limited because each may leave a row behind that outlives the visit."""
WITH_A_CODE = {PageState.COMING, PageState.BACK}
WITH_RULES = {PageState.HERE, *WITH_A_CODE, *AHEAD}
STATES = {
    Stage.ON_SITE: PageState.HERE,
    Stage.LEFT: PageState.LEFT,
    Stage.WITHDRAWN: PageState.WITHDRAWN,
    Stage.REFUSED: PageState.AT_DESK,
}


@dataclass(frozen=True, kw_only=True)
class VisitPlan:
    """What whoever holds either link may know: whom the guest visits, and when the code works."""

    facts: VisitState = field(repr=False)
    state: PageState
    host_name: str = field(repr=False)
    company: Company
    way: Directions
    rules: HouseRules | None
    """Those in force while the guest may accept them, and those accepted while they are here."""
    level: Level
    opens_at: datetime
    days: Sequence[VisitState] = field(repr=False)
    """All days of the series that are kept; one of them is this visit."""
    to_come: Sequence[VisitState] = field(repr=False)
    """Those of them on which the guest is still expected."""
    is_confirmed: bool = False
    """True if the kiosk asks for no digits after this page's code."""

    @property
    def site(self) -> Site:
        return self.facts.site

    @property
    def is_series(self) -> bool:
        return len(self.days) > 1

    @property
    def next_day(self) -> VisitState | None:
        """The next day on which the code works, after this one."""
        starts_at = self.facts.invitation.starts_at
        later = (day for day in self.to_come if day.invitation.starts_at > starts_at)
        return next(later, None)


@dataclass(frozen=True, kw_only=True)
class OwnVisit(VisitPlan):
    """Everything that the guest's own page shows of the visit."""

    everything: GuestData = field(repr=False)
    reads_as: AccessContext
    erased_on: dict[RetentionClass, datetime]
    erased_if_absent: datetime
    may_confirm: bool
    host_news: HostNews | None

    @property
    def guest(self) -> Guest:
        return self.everything.guest

    @property
    def is_written_to(self) -> bool:
        return bool(self.guest.email)


@dataclass(frozen=True)
class VisitNews:
    """What an open page asks for again and again."""

    visit: VisitState = field(repr=False)
    state: PageState
    host: HostNews | None
    """Only while the guest is inside."""


def find(store: Store, link: str, read_in: ReadIn) -> OwnVisit:
    """The visit behind the link, with all that its page shows (`NotFound`)."""
    proven = proofs.proven(store, link)
    visit, reads_as = proven.visit, as_guest(proven.guest)
    language = read_in(visit.visit.language)
    return OwnVisit(
        **plan(store, visit, state_of(store, visit), language),
        everything=access.all_data(store, visit, reads_as),
        reads_as=reads_as,
        erased_on=_erased_on(store, visit),
        erased_if_absent=deadlines.deadlines(store, visit)[RetentionClass.LOG],
        is_confirmed=proven.is_confirmed and _needs_digits(store, visit),
        may_confirm=may_confirm(store, visit) and not proven.is_confirmed,
        host_news=_host_news(store, visit, language),
    )


def news(store: Store, link: str, read_in: ReadIn) -> VisitNews:
    """How the visit behind the link (`NotFound`) stands now; nothing kept of its guest is read."""
    visit = proofs.proven(store, link).visit
    host = _host_news(store, visit, read_in(visit.visit.language))
    return VisitNews(visit, state_of(store, visit), host)


def everything_of_each_day(store: Store, visit: OwnVisit) -> list[GuestData]:
    """All that is kept, day by day."""
    return [
        visit.everything
        if day.id == visit.facts.id
        else access.all_data(store, day, visit.reads_as)
        for day in visit.days
    ]


def of_series(store: Store, visit: VisitState, public_id: str) -> VisitState:
    """The day of the visit's series that has this public id (`NotFound`)."""
    days = series.days(store, visit)
    found = next((day for day in days if day.visit.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def may_confirm(store: Store, visit: VisitState) -> bool:
    """True if the guest can be spared the digits at the kiosk, from two hours before on."""
    is_soon = visit.invitation.starts_at - confirmed_codes.OFFERED_BEFORE <= store.now
    is_written_to = blind_index.stored(store, visit.id, Lookup.EMAIL) is not None
    return is_soon and is_written_to and _needs_digits(store, visit)


def plan(
    store: Store, visit: VisitState, state: PageState, language: str
) -> dict[str, Any]:
    """The fields of a `VisitPlan`; what the site says is in this language, if it can be."""
    host = store.get_one(Member, visit.visit.host_id)
    rules = house_rules.of_visit(store, visit, language)
    days = series.days(store, visit)
    return {
        "facts": visit,
        "state": state,
        "days": days,
        "to_come": [day for day in days if series.is_to_come(store, day)],
        "host_name": profiles.name_for_guest(store, visit, host),
        "company": store.get_one(Company, visit.visit.company_id),
        "way": sites.directions(store, visit.id, language),
        "rules": rules if state in WITH_RULES else None,
        "level": level_for(visit),
        "opens_at": visit.invitation.starts_at - EARLIEST,
    }


def for_request(store: Store, link: str) -> ProvenVisit:
    """The visit behind the link (`NotFound`) and its guest, who asks for something to be done.

    Counts against the visit; refuses `TooManyTries` beyond 20 an hour.
    """
    proven = proofs.proven(store, link)
    public_id = proven.visit.visit.public_id
    rate_limits.refuse_above(store, RateLimited.GUEST_REQUEST, public_id, *REQUESTS)
    # Counted with the action, in one transaction: what was refused has left no row behind.
    rate_limits.count(store, RateLimited.GUEST_REQUEST, public_id)
    return proven


def code(store: Store, link: str) -> str | None:
    """The invitation code for this page's QR; None when no kiosk accepts it (`NotFound`)."""
    proven = proofs.proven(store, link)
    if state_of(store, proven.visit) not in WITH_A_CODE:
        return None
    if proven.is_confirmed:
        return confirmed_codes.scannable(store, proven.visit)
    return planned_visits.code(store, proven.visit.invitation)


def badge(visit: OwnVisit) -> BadgeContent | None:
    """What the guest's badge will say; None once it is printed, or will not be."""
    if visit.state is not PageState.COMING:
        return None
    return badge_content.preview(
        visit.facts, visit.guest, visit.host_name, visit.company.name
    )


def state_of(store: Store, visit: VisitState) -> PageState:
    """What the visit's page is about now."""
    is_over = visit.invitation.day_ends_at <= store.now
    if not is_over and may_come_back(store, visit) and not visit.walk_in:
        return PageState.BACK
    if visit.stage is Stage.ASKING and not is_over:
        return PageState.ASKING
    return STATES.get(visit.stage, PageState.OVER if is_over else PageState.COMING)


def _host_news(store: Store, visit: VisitState, language: str) -> HostNews | None:
    is_here = state_of(store, visit) is PageState.HERE
    return host_news.of_guest(store, visit.id, language) if is_here else None


def _needs_digits(store: Store, visit: VisitState) -> bool:
    # A restricted code leads to the front desk, and so does one that asks for an ID.
    may_come = state_of(store, visit) in WITH_A_CODE and not visit.restriction
    return may_come and level_for(visit) is Level.ADDRESS_CONFIRMED


def _erased_on(store: Store, visit: VisitState) -> dict[RetentionClass, datetime]:
    """When each retention class is erased, on the assumption that an expected guest comes."""
    if state_of(store, visit) not in AHEAD:
        return deadlines.deadlines(store, visit)
    promised = deadlines.promised(store, visit)
    return {
        retention_class: promised[Period(retention_class)]
        for retention_class in RetentionClass
    }
