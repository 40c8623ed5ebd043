"""Arrivals: a guest is checked in once.

Badge and news for the host are in the same transaction.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from sqlalchemy import delete
from sqlmodel import col, select

from visits import host_channels, house_rules, sites, visit_facts, visit_state
from visits.audit import entries
from visits.house_rules import AcceptedRules
from visits.lobby import desk_queue
from visits.lobby.admission import is_of_today
from visits.printing import badges
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.sites import Kiosk
from visits.store.visits import Arrival, Departure, EarlierStay, Refusal
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
    NotExpectedNow,
    NotInside,
    NotToday,
    OnWatchList,
)
from visits.vocabulary.visits import Level, RefusalReason, WaitReason

HOST_ANSWERS_WITHIN = timedelta(seconds=60)
"""Then somebody else is told of the guest, by the steps of `visits.escalation`."""
UNDONE_WITHIN = timedelta(seconds=30)
"""By whoever took the wrong line of the board, and sees it at once."""


@dataclass(frozen=True)
class ArrivalPlace:
    """Where a guest arrived, or which member let them in."""

    kiosk_id: int | None = None
    member_id: int | None = None
    group_id: int | None = None
    """The printer group of the kiosk; None for the site's main printers."""
    rules: AcceptedRules | None = None
    """The house rules that the guest accepted there; None if nobody asked them."""
    is_decided: bool = False
    """True if the desk knows that the guest is on the watch list, and lets them in."""

    @classmethod
    def at(cls, kiosk: Kiosk, rules: AcceptedRules | None = None) -> "ArrivalPlace":
        return cls(kiosk_id=kiosk.id, group_id=kiosk.group_id, rules=rules)

    @property
    def actor(self) -> actors.Actor:
        return (
            actors.member(self.member_id)
            if self.member_id
            else actors.kiosk(self.kiosk_id or 0)
        )


def check_in_at_desk(
    store: Store,
    site_id: int,
    public_id: str,
    member_id: int,
    *,
    is_decided: bool = False,
) -> None:
    """Check in a guest whose name the desk has compared with a photo ID.

    `is_decided` says that it knows of the watch list. Refuses `NotFound`, `AlreadyArrived`,
    `AlreadyWithdrawn`, `AlreadyRefused`, `DataRestricted`, `DayIsPast`, `NotToday`,
    `OnWatchList` and `ClockIsBehind`.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    _refuse_at_desk(store, visit)
    at = ArrivalPlace(member_id=member_id, is_decided=is_decided)
    arrive(store, visit, Level.ID_SEEN, at)
    entries.record(store, actors.member(member_id), Act.ID_SEEN, visit.id)


def let_back_in(
    store: Store,
    site_id: int,
    public_id: str,
    member_id: int,
    *,
    is_decided: bool = False,
) -> None:
    """Let a guest in again who has left, such as for lunch. They get a new badge.

    `is_decided` is as above. Refuses `NotFound`, `NotInside` for one who was not in,
    `AlreadyArrived`, `DataRestricted`, `DayIsPast` and `OnWatchList`.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    if visit.restriction:
        raise DataRestricted
    if visit.arrival is None:
        raise NotInside
    if visit.invitation.day_ends_at <= store.now:
        raise DayIsPast
    at = ArrivalPlace(member_id=member_id, is_decided=is_decided)
    arrive(store, visit, visit.arrival.level, at)


def let_in_watched(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Let in, or in again, a guest of whom the desk knows that they are on the watch list.

    Refuses as `check_in_at_desk` and `let_back_in` do.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    come_in = let_back_in if visit.departure else check_in_at_desk
    come_in(store, site_id, public_id, member_id, is_decided=True)


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
    visit_facts.record(store, refusal, AlreadyRefused)
    deadlines.apply(store, replace(visit, refusal=refusal))
    until = visit.invitation.day_ends_at
    # Of a refusal that was a slip of the hand no host hears.
    told_at = store.now + UNDONE_WITHIN
    host_channels.write_to_hosts(store, EmailKind.GUEST_REFUSED, visit, until, told_at)
    acts = [Act.REFUSED, Act.WATCH_REFUSED] if visit.watched else [Act.REFUSED]
    for act in acts:
        entries.record(store, actors.member(member_id), act, visit.id)
    sites.changed(store, site_id)


def arrive(store: Store, visit: VisitState, level: Level, at: ArrivalPlace) -> None:
    """Record the arrival, issue a badge with its print job, and queue what tells the host.

    A guest who has left comes back: the stay before is put away, and the host knows
    them, as they know of a walk-in who has asked for them. Refuses `AlreadyArrived`,
    `ClockIsBehind`, and whoever is on the watch list unless the desk has decided:
    `OnWatchList`, or `NotExpectedNow` at a kiosk.
    """
    # All in the caller's one transaction: a crash leaves no arrival without its badge and e-mail.
    already_arrived = partial(AlreadyArrived, visit.id)
    if visit.stage is Stage.ON_SITE:
        raise already_arrived()
    # Asked where every way in ends, so that none can forget it.
    _refuse_undecided(visit, at)
    is_return = visit.departure is not None
    if is_return:
        visit = _put_away(store, visit)
    arrival = _arrival(store, visit, level, at, is_return=is_return)
    visit_facts.record(store, arrival, already_arrived)
    deadlines.apply(store, replace(visit, arrival=arrival))
    badges.issue(store, visit, at.group_id, is_return=is_return)
    has_asked = visit.walk_in is not None and visit.walk_in.kiosk_id is not None
    if has_asked:
        # What the desk heard of their host was about letting them in.
        desk_queue.settle_visit(store, visit.id, desk_queue.ABOUT_HOST)
    elif not is_return:
        host_channels.tell_hosts(store, replace(visit, arrival=arrival))
    if not is_return:
        host_channels.tell_beside_host(store, visit)
    entries.record(store, at.actor, Act.ARRIVED, visit.id)
    if visit.watched:
        entries.record(store, at.actor, Act.WATCH_LET_IN, visit.id)


def has_come_back(store: Store, visit_id: int) -> bool:
    """True if the guest was in before, and their host was told then."""
    of_visit = col(EarlierStay.visit_id) == visit_id
    return store.exec(select(EarlierStay.left_at).where(of_visit)).first() is not None


def is_let_in_by_host(visit: VisitState, at: "ArrivalPlace | Arrival") -> bool:
    """True if the host, or a co-host beside the guest, has let them in themselves."""
    return is_host_beside(at) or at.member_id == visit.visit.host_id


def is_host_beside(at: "ArrivalPlace | Arrival") -> bool:
    """True if the host, or a co-host, has let the guest in at the kiosk."""
    # There no other member can (`lobby.verification.vouch`).
    return at.member_id is not None and at.kiosk_id is not None


def _refuse_at_desk(store: Store, visit: VisitState) -> None:
    # Nobody is let in under a name that the desk may not read.
    if visit.restriction:
        raise DataRestricted
    if visit.stage is Stage.WITHDRAWN:
        raise AlreadyWithdrawn
    if visit.stage is Stage.REFUSED:
        raise AlreadyRefused
    if visit.arrival:
        raise AlreadyArrived
    if visit.invitation.day_ends_at <= store.now:
        raise DayIsPast
    # A badge is of one day.
    if not is_of_today(store, visit):
        raise NotToday


def _refuse_undecided(visit: VisitState, at: ArrivalPlace) -> None:
    if visit.watched and not at.is_decided:
        if at.kiosk_id is None:
            raise OnWatchList
        raise NotExpectedNow(WaitReason.ON_WATCH_LIST, visit.id)


def _arrival(
    store: Store,
    visit: VisitState,
    level: Level,
    at: ArrivalPlace,
    *,
    is_return: bool,
) -> Arrival:
    # A host who let the guest in is beside them; one whose guest is back has heard.
    is_met = is_return or is_let_in_by_host(visit, at)
    # What a walk-in accepted when they asked holds, whoever lets them in.
    rules = at.rules or (None if is_return else house_rules.of_walk_in(visit.walk_in))
    return Arrival(
        visit_id=visit.id,
        at=store.now,
        level=level,
        kiosk_id=at.kiosk_id,
        member_id=at.member_id,
        inside_site_id=visit.visit.site_id,
        escalate_at=None if is_met else store.now + HOST_ANSWERS_WITHIN,
        rules_version=rules.version if rules else None,
        rules_accepted_at=rules.at if rules else None,
    )


def _put_away(store: Store, visit: VisitState) -> VisitState:
    """Make the stay that has ended an earlier one, and return the visit as before it."""
    arrival, departure = visit.arrival, visit.departure
    if arrival is None or departure is None:
        raise NotInside
    stay = EarlierStay(
        visit_id=visit.id,
        arrived_at=arrival.at,
        left_at=departure.at,
        left_by=departure.by,
        rules_version=arrival.rules_version,
        rules_accepted_at=arrival.rules_accepted_at,
    )
    # First, as its primary key refuses whoever comes back at the same moment by another way.
    visit_facts.record(store, stay, partial(AlreadyArrived, visit.id))
    # What the desk heard of a silent host ended when the guest left.
    desk_queue.settle_visit(store, visit.id, desk_queue.ABOUT_HOST)
    for fact in (Departure, Arrival):
        store.execute(delete(fact).where(col(fact.visit_id) == visit.id))
    return replace(visit, arrival=None, departure=None)
