"""Arrivals: a guest is in, once; their badge and the message to their host are part of the same transaction."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from visits import outbox, retention, sites, standing, trail
from visits.lobby import waiting
from visits.paper import badges
from visits.refusals import AlreadyArrived, AlreadyRefused
from visits.standing import Stage, Standing
from visits.store.database import Store
from visits.store.visits import Arrival, Refusal
from visits.words import Act, LetterKind, Level, RefusalReason


@dataclass(frozen=True)
class Place:
    """Where somebody arrived, or who let them in."""

    kiosk_id: int | None = None
    member_id: int | None = None

    @property
    def actor(self) -> trail.Actor:
        return trail.member(self.member_id) if self.member_id else trail.kiosk(self.kiosk_id or 0)


def check_in_by_hand(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """The desk has compared the name with a photo ID; the guest arrives (`NotFound`, `AlreadyArrived`, …)."""
    found = standing.at_site(store, site_id, public_id)
    if found.stage in {Stage.WITHDRAWN, Stage.REFUSED}:
        raise AlreadyRefused
    arrive(store, found, Level.ID_SEEN, Place(member_id=member_id))
    trail.record(store, trail.member(member_id), Act.ID_SEEN, found.id)


def refuse(store: Store, site_id: int, public_id: str, reason: RefusalReason, member_id: int) -> None:
    """The guest is turned away, and their code opens no door."""
    found = standing.at_site(store, site_id, public_id)
    if found.arrival:
        raise AlreadyArrived
    if found.refusal:
        return
    store.add(Refusal(visit_id=found.id, at=store.now, reason=reason, member_id=member_id))
    waiting.settle_visit(store, found.id)
    trail.record(store, trail.member(member_id), Act.REFUSED, found.id)
    sites.changed(store, site_id)


def arrive(store: Store, found: Standing, level: Level, at: Place) -> None:
    """The guest is in, has a badge on its way to paper, and their host a message (`AlreadyArrived`)."""
    arrival = Arrival(
        visit_id=found.id, at=store.now, level=level, kiosk_id=at.kiosk_id, member_id=at.member_id
    )
    _once(store, arrival)
    site = sites.of(store, found.visit.site_id)
    retention.on_arrival(store, site, arrival)
    badges.issue(store, found)
    outbox.about_visit(store, LetterKind.ARRIVED, found.id, sites.day_end(site, sites.today(site, store.now)))
    waiting.settle_visit(store, found.id)
    trail.record(store, at.actor, Act.ARRIVED, found.id)


def _once(store: Store, arrival: Arrival) -> None:
    if store.get(Arrival, arrival.visit_id):
        raise AlreadyArrived
    store.add(arrival)
    try:
        store.flush()
    except IntegrityError:
        raise AlreadyArrived from None
