"""A guest's own visit, as their link opens it: what is planned, and what is kept of them until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from visits import codes, invitations, visit_state
from visits.lobby.admission import EARLIEST, level_for
from visits.people import profiles, rate_limits
from visits.policy.register import Period, Shelf
from visits.retention import deadlines
from visits.rights import access
from visits.rights.access import Everything
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.vault.personal import Guest
from visits.visit_state import Stage, Standing
from visits.vocabulary.visits import Level, Limited


class State(StrEnum):
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
    Stage.ON_SITE: State.HERE,
    Stage.LEFT: State.LEFT,
    Stage.WITHDRAWN: State.WITHDRAWN,
    Stage.REFUSED: State.AT_DESK,
}


@dataclass(frozen=True, kw_only=True)
class OwnVisit:
    """All that the guest is told of their visit."""

    facts: Standing = field(repr=False)
    state: State
    everything: Everything = field(repr=False)
    host_name: str = field(repr=False)
    company: str
    level: Level
    opens_at: datetime
    goes: dict[Shelf, datetime]
    goes_if_absent: datetime

    @property
    def guest(self) -> Guest:
        return self.everything.guest

    @property
    def site(self) -> Site:
        return self.facts.site


def facts(store: Store, link: str) -> Standing:
    """How the visit stands whose page has this address (`NotFound`)."""
    return visit_state.by_guest_link(store, codes.digest(link))


def for_a_deed(store: Store, link: str) -> Standing:
    """As `facts`, and one more deed counts against the visit. Refuses `TooManyTries` beyond 20 an hour."""
    found = facts(store, link)
    rate_limits.refuse_beyond(store, Limited.GUEST_DEED, found.visit.public_id, *DEEDS)
    rate_limits.note(store, Limited.GUEST_DEED, found.visit.public_id)
    return found


def find(store: Store, link: str) -> OwnVisit:
    """The visit whose page has this address (`NotFound`)."""
    found = facts(store, link)
    host = store.get_one(Member, found.visit.host_id)
    every = access.everything(store, found)
    return OwnVisit(
        facts=found, state=_state(store, found), host_name=profiles.profile(store, host).name,
        company=store.get_one(Company, found.visit.company_id).name, level=level_for(found),
        everything=every, opens_at=found.invitation.starts_at - EARLIEST, goes=_goes(store, found),
        goes_if_absent=deadlines.until(store, found)[Shelf.LOG],
    )  # fmt: skip


def code(store: Store, link: str) -> str | None:
    """What the QR of this page holds; None once it opens nothing any more (`NotFound`)."""
    found = facts(store, link)
    return invitations.code(store, found.invitation) if _state(store, found) is State.COMING else None


def _state(store: Store, found: Standing) -> State:
    over = found.invitation.day_ends_at <= store.now
    return STATES.get(found.stage, State.OVER if over else State.COMING)


def _goes(store: Store, found: Standing) -> dict[Shelf, datetime]:
    """When each shelf goes: as things stand, or as they will once whoever is expected came."""
    if _state(store, found) is not State.COMING:
        return deadlines.until(store, found)
    promised = deadlines.promises(store, found)
    return {shelf: promised[Period(shelf)] for shelf in Shelf}
