"""Departures: a guest is checked out, by badge, desk or host, or when the site closes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import col

from visits import sites, visit_facts, visit_state
from visits.audit import entries
from visits.erasure import erasing
from visits.lobby.admission import is_in_time_to_return, may_come_back
from visits.printing import badges
from visits.store import locks
from visits.store.database import Store
from visits.store.sites import Kiosk, Site
from visits.store.visits import Arrival, Departure, Invitation, Visit
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import BackInside, NotExpectedNow, NotInside
from visits.vocabulary.visits import LeftBy, WaitReason

# While "Goodbye" is on a screen the badge is still in the hand, or lies before a scanner: that it
# is read again, by this tablet or the next one on the way out, is no alarm. It opens nothing.
GOODBYE_LASTS = timedelta(minutes=1)


class Goodbye(NamedTuple):
    """What a guest is told who has checked out by their badge."""

    may_come_back: bool
    """True if the same badge, or their code, begins another stay today."""


def leave(store: Store, kiosk: Kiosk, code: bytes) -> Goodbye:
    """Check out the guest with this badge. The same badge again, just after, changes nothing.

    Refuses `NotExpectedNow` with the reason for the desk.
    """
    badge = badges.by_code(store, code)
    if badge is None:
        raise NotExpectedNow(WaitReason.UNKNOWN_CODE)
    visit = visit_state.of(store, badge.visit_id)
    if visit.visit.site_id != kiosk.site_id:
        raise NotExpectedNow(WaitReason.ANOTHER_SITE)
    # A copy was printed since: the old badge may be in somebody else's hands.
    if not badges.is_in_force(store, badge):
        raise NotExpectedNow(WaitReason.REPLACED, visit.id)
    if not _has_just_left(store, visit):
        if visit.stage is not Stage.ON_SITE:
            raise NotExpectedNow(WaitReason.USED_AGAIN, visit.id)
        _depart(store, visit, _Leaving(LeftBy.BADGE, store.now, actors.kiosk(kiosk.id)))
    # A walk-in is let in by a person, each time.
    is_theirs = not (visit.walk_in or visit.restriction)
    return Goodbye(is_theirs and is_in_time_to_return(store, visit))


def back_again(store: Store, kiosk: Kiosk, code: bytes) -> VisitState | None:
    """Return the visit of a guest who comes back to this site with their badge, if one does."""
    badge = badges.by_code(store, code)
    # A badge that was replaced proves nothing.
    if badge is None or not badges.is_in_force(store, badge):
        return None
    visit = visit_state.of(store, badge.visit_id)
    is_here = visit.visit.site_id == kiosk.site_id
    is_back = may_come_back(store, visit) and not _has_just_left(store, visit)
    return visit if is_here and is_back else None


def check_out(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Check out a guest at the desk (`NotFound`, `NotInside`)."""
    visit = visit_state.at_site(store, site_id, public_id)
    if visit.stage is not Stage.ON_SITE:
        raise NotInside
    desk = actors.member(member_id)
    _depart(store, visit, _Leaving(LeftBy.DESK, store.now, desk, member_id))


def say_left(
    store: Store, host_id: int, public_id: str, came_at: str | None = None
) -> None:
    """Check out a guest of whom their host, or a co-host, says so (`NotFound`, `NotInside`).

    With `came_at`, of the stay that began then, in the form of ISO 8601: refuses `BackInside`
    for a guest who left and came back since, as nobody has said that they left again.
    """
    visit = visit_state.hosted_by(store, host_id, public_id)
    if visit.stage is not Stage.ON_SITE or visit.arrival is None:
        raise NotInside
    if came_at not in {None, visit.arrival.at.isoformat()}:
        raise BackInside
    host = actors.member(host_id)
    _depart(store, visit, _Leaving(LeftBy.HOST, store.now, host, host_id))


def past_closing(store: Store) -> list[int]:
    """Return the ids of visits whose guests are still inside after their site's closing time."""
    # Closing time is of each site's own clock, which SQL does not know.
    inside = store.execute(_INSIDE).all()
    return [
        invitation.visit_id
        for invitation, at, site in inside
        if sites.inside_until(site, at, invitation) <= store.now
    ]


def check_out_at_closing_time(store: Store, visit_ids: Sequence[int]) -> int:
    """Check out the guests still inside, as of their closing time; return how many."""
    locks.visits(store, col(Visit.id).in_(visit_ids))
    # Asked again: some have left since `past_closing` was read.
    inside = (col(Arrival.visit_id).is_not(None), col(Departure.visit_id).is_(None))
    visits = visit_state.every(store, col(Visit.id).in_(visit_ids), *inside)
    return sum(_checked_out(store, visit, _inside_until(visit)) for visit in visits)


def _has_just_left(store: Store, visit: VisitState) -> bool:
    departure = visit.departure
    if departure is None or departure.by is not LeftBy.BADGE:
        return False
    return store.now - departure.at <= GOODBYE_LASTS


@dataclass(frozen=True)
class _Leaving:
    by: LeftBy
    at: datetime
    actor: actors.Actor
    member_id: int | None = None


def _checked_out(store: Store, visit: VisitState, until: datetime) -> bool:
    """Check the guest out; return False if another transaction did so at this moment."""
    try:
        # A savepoint: the one who is gone must not undo the departures before.
        with store.begin_nested():
            _depart(store, visit, _Leaving(LeftBy.CLOSING_TIME, until, actors.CLOCK))
    except NotInside:
        return False
    return True


def _depart(store: Store, visit: VisitState, leaving: _Leaving) -> None:
    departure = Departure(
        visit_id=visit.id, at=leaving.at, by=leaving.by, member_id=leaving.member_id
    )
    # First, as its primary key refuses a second departure before anything is erased.
    visit_facts.record(store, departure, NotInside)
    entries.record(store, leaving.actor, Act.DEPARTED, visit.id)
    erasing.on_departure(store, replace(visit, departure=departure))
    sites.changed(store, visit.visit.site_id)


def _inside_until(visit: VisitState) -> datetime:
    if visit.arrival is None:
        raise NotInside
    return sites.inside_until(visit.site, visit.arrival.at, visit.invitation)


_INSIDE: Any = (
    select(Invitation, col(Arrival.at), Site)
    .join(Arrival, col(Arrival.visit_id) == col(Invitation.visit_id))
    .join(Site, col(Site.id) == col(Arrival.inside_site_id))
    .where(col(Arrival.inside_site_id).is_not(None))
)
