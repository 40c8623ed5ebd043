"""Arrivals: a guest is checked in once.

Badge and e-mail to the host are in the same transaction.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from visits import outbox, sites, visit_state
from visits.audit import entries
from visits.lobby.admission import is_of_today
from visits.printing import badges
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.sites import Kiosk
from visits.store.visits import Arrival, Refusal
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    DataRestricted,
    DayIsPast,
    NotToday,
)
from visits.vocabulary.visits import Level, RefusalReason

HOST_ANSWERS_WITHIN = timedelta(seconds=60)
"""Then somebody else is told of the guest, by the steps of `visits.escalation`."""


@dataclass(frozen=True)
class ArrivalPlace:
    """Where a guest arrived, or which member let them in."""

    kiosk_id: int | None = None
    member_id: int | None = None
    group_id: int | None = None
    """The printer group of the kiosk; None for the site's main printers."""

    @classmethod
    def at(cls, kiosk: Kiosk) -> "ArrivalPlace":
        return cls(kiosk_id=kiosk.id, group_id=kiosk.group_id)

    @property
    def actor(self) -> actors.Actor:
        return (
            actors.member(self.member_id)
            if self.member_id
            else actors.kiosk(self.kiosk_id or 0)
        )


def check_in_at_desk(
    store: Store, site_id: int, public_id: str, member_id: int
) -> None:
    """Check in a guest whose name the desk has compared with a photo ID.

    Refuses `NotFound`, `AlreadyArrived`, `AlreadyWithdrawn`, `AlreadyRefused`,
    `DataRestricted`, `DayIsPast` and `ClockIsBehind`.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    # Nobody is let in under a name that the desk may not read.
    if visit.restriction:
        raise DataRestricted
    if visit.stage is Stage.WITHDRAWN:
        raise AlreadyWithdrawn
    if visit.stage is Stage.REFUSED:
        raise AlreadyRefused
    if visit.invitation.day_ends_at <= store.now:
        raise DayIsPast
    # A badge is of one day.
    if not is_of_today(store, visit):
        raise NotToday
    arrive(store, visit, Level.ID_SEEN, ArrivalPlace(member_id=member_id))
    entries.record(store, actors.member(member_id), Act.ID_SEEN, visit.id)


def refuse(
    store: Store, site_id: int, public_id: str, reason: RefusalReason, member_id: int
) -> None:
    """Refuse a guest at the door, and tell the host. A second call changes nothing.

    Refuses `NotFound` and `AlreadyArrived`.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    if visit.arrival:
        raise AlreadyArrived
    if visit.refusal:
        return
    refusal = Refusal(
        visit_id=visit.id, at=store.now, reason=reason, member_id=member_id
    )
    # The row comes first: its primary key refuses whoever is second before anything else is done.
    visit_state.record(store, refusal, AlreadyRefused)
    deadlines.apply(store, replace(visit, refusal=refusal))
    until = visit.invitation.day_ends_at
    outbox.about_visit(store, EmailKind.GUEST_REFUSED, visit.id, until)
    entries.record(store, actors.member(member_id), Act.REFUSED, visit.id)
    sites.changed(store, site_id)


def arrive(store: Store, visit: VisitState, level: Level, at: ArrivalPlace) -> None:
    """Record the arrival, issue a badge with its print job, and queue the e-mail to the host.

    Refuses `AlreadyArrived` and `ClockIsBehind`.
    """
    # All in the caller's one transaction: a crash leaves no arrival without its badge and e-mail.
    already_arrived = partial(AlreadyArrived, visit.id)
    if visit.arrival:
        raise already_arrived()
    arrival = Arrival(
        visit_id=visit.id,
        at=store.now,
        level=level,
        kiosk_id=at.kiosk_id,
        member_id=at.member_id,
        inside_site_id=visit.visit.site_id,
        # A host who let the guest in themselves is beside them.
        escalate_at=None
        if at.member_id == visit.visit.host_id
        else store.now + HOST_ANSWERS_WITHIN,
    )
    visit_state.record(store, arrival, already_arrived)
    deadlines.apply(store, replace(visit, arrival=arrival))
    badges.issue(store, visit, at.group_id)
    # News of yesterday's guest helps no host.
    until = visit.invitation.day_ends_at
    outbox.about_visit(store, EmailKind.ARRIVED, visit.id, until)
    entries.record(store, at.actor, Act.ARRIVED, visit.id)
