"""A guest's own visit, as their link opens it: what is planned, and what is kept of them until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from visits import codes, invitations, visit_state
from visits.lobby.admission import EARLIEST, level_for
from visits.people import profiles, rate_limits
from visits.retention import deadlines
from visits.rights import access
from visits.rights.access import GuestData
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary.policy import Period, RetentionClass
from visits.vocabulary.visits import Level, RateLimited


class PageState(StrEnum):
    """What the page speaks about."""

    COMING = "coming"
    HERE = "here"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    AT_DESK = "at_desk"
    OVER = "over"


DEEDS = (20, timedelta(hours=1))
"""Each may leave a row behind that outlives the visit."""
STATES = {
    Stage.ON_SITE: PageState.HERE,
    Stage.LEFT: PageState.LEFT,
    Stage.WITHDRAWN: PageState.WITHDRAWN,
    Stage.REFUSED: PageState.AT_DESK,
}


@dataclass(frozen=True, kw_only=True)
class OwnVisit:
    """All that the guest is told of their visit."""

    facts: VisitState = field(repr=False)
    state: PageState
    everything: GuestData = field(repr=False)
    host_name: str = field(repr=False)
    company: str
    level: Level
    opens_at: datetime
    goes: dict[RetentionClass, datetime]
    goes_if_absent: datetime

    @property
    def guest(self) -> Guest:
        return self.everything.guest

    @property
    def site(self) -> Site:
        return self.facts.site


def facts(store: Store, link: str) -> VisitState:
    """How the visit stands whose page has this address (`NotFound`)."""
    return visit_state.by_guest_link(store, codes.digest(link))


def for_a_deed(store: Store, link: str) -> VisitState:
    """As `facts`, and one more deed counts against the visit. Refuses `TooManyTries` beyond 20 an hour."""
    found = facts(store, link)
    rate_limits.refuse_above(
        store, RateLimited.GUEST_DEED, found.visit.public_id, *DEEDS
    )
    rate_limits.count(store, RateLimited.GUEST_DEED, found.visit.public_id)
    return found


def find(store: Store, link: str) -> OwnVisit:
    """The visit whose page has this address (`NotFound`)."""
    found = facts(store, link)
    host = store.get_one(Member, found.visit.host_id)
    every = access.all_data(store, found)
    return OwnVisit(
        facts=found,
        state=_state(store, found),
        host_name=profiles.profile(store, host).name,
        company=store.get_one(Company, found.visit.company_id).name,
        level=level_for(found),
        everything=every,
        opens_at=found.invitation.starts_at - EARLIEST,
        goes=_goes(store, found),
        goes_if_absent=deadlines.deadlines(store, found)[RetentionClass.LOG],
    )


def code(store: Store, link: str) -> str | None:
    """What the QR of this page holds; None once it opens nothing any more (`NotFound`)."""
    found = facts(store, link)
    return (
        invitations.code(store, found.invitation)
        if _state(store, found) is PageState.COMING
        else None
    )


def _state(store: Store, found: VisitState) -> PageState:
    over = found.invitation.day_ends_at <= store.now
    return STATES.get(found.stage, PageState.OVER if over else PageState.COMING)


def _goes(store: Store, found: VisitState) -> dict[RetentionClass, datetime]:
    """When each retention class goes: as things stand, or as they will once whoever is expected came."""
    if _state(store, found) is not PageState.COMING:
        return deadlines.deadlines(store, found)
    promised = deadlines.promised(store, found)
    return {
        retention_class: promised[Period(retention_class)]
        for retention_class in RetentionClass
    }
