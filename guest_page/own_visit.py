"""A guest's own visit, as their link opens it: what is planned, and what is kept of them until when."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from visits import codes, invitations, standing
from visits.forgetting import retention
from visits.lobby.required import EARLIEST, level_for
from visits.people import profiles
from visits.policy.register import Shelf, register
from visits.standing import Stage, Standing
from visits.store.database import Store
from visits.store.people import Member
from visits.store.places import Company, Site
from visits.trail.actors import as_guest
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.words import Level


class State(StrEnum):
    """What the page speaks about."""

    COMING = "coming"
    HERE = "here"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    AT_DESK = "at_desk"
    OVER = "over"


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
    guest: Guest = field(repr=False)
    host_name: str = field(repr=False)
    company: str
    level: Level
    opens_at: datetime
    goes: dict[Shelf, datetime]
    goes_if_absent: datetime

    @property
    def site(self) -> Site:
        return self.facts.site


def find(store: Store, link: str) -> OwnVisit:
    """The visit whose page has this address (`NotFound`)."""
    facts = standing.by_guest_link(store, codes.digest(link))
    host = store.get_one(Member, facts.visit.host_id)
    ended = retention.until_if_absent(facts.invitation.ends_at)
    return OwnVisit(
        facts=facts, state=_state(store, facts), host_name=profiles.profile(store, host).name,
        company=store.get_one(Company, facts.visit.company_id).name, level=level_for(facts),
        guest=envelopes.tell_one(store, facts.id, list(register().items), as_guest()),
        opens_at=facts.invitation.starts_at - EARLIEST, goes=_goes(facts), goes_if_absent=ended,
    )  # fmt: skip


def code(store: Store, link: str) -> str | None:
    """What the QR of this page holds; None once it opens nothing any more (`NotFound`)."""
    facts = standing.by_guest_link(store, codes.digest(link))
    return invitations.code(store, facts.invitation) if _state(store, facts) is State.COMING else None


def _state(store: Store, facts: Standing) -> State:
    over = facts.invitation.day_ends_at <= store.now
    return STATES.get(facts.stage, State.OVER if over else State.COMING)


def _goes(facts: Standing) -> dict[Shelf, datetime]:
    """When each shelf goes, counted from the visit's end as far as that is known."""
    came = facts.arrival.at if facts.arrival else facts.invitation.starts_at
    ended = facts.departure.at if facts.departure else retention.inside_until(facts.site, came)
    return {shelf: ended + register().keeps(shelf) for shelf in Shelf}
