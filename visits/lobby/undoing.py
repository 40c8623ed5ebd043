"""Undoing: at the desk a check-in, check-out or refusal of the wrong guest is taken back at once.

Of a check-in the host was told at once, and a badge may be out (ADR 51).
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlmodel import col

from visits import host_channels, roll_calls, sites, visit_facts, visit_state
from visits.audit import entries
from visits.erasure import erasing
from visits.lobby import arrivals, desk_queue
from visits.lobby.arrivals import UNDONE_WITHIN
from visits.printing import badges
from visits.store.database import Store
from visits.store.visits import Arrival, Departure, Escalation, Refusal
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import TooLateToUndo
from visits.vocabulary.visits import LeftBy

Undoable = Arrival | Departure | Refusal
ACTS = {
    Arrival: Act.ARRIVAL_UNDONE,
    Departure: Act.DEPARTURE_UNDONE,
    Refusal: Act.REFUSAL_UNDONE,
}


def undo(store: Store, site_id: int, public_id: str, member_id: int, said: str) -> bool:
    """Undo what this member did at the desk in the last 30 seconds: the guest is as before.

    `said` is the `mark` of what is meant: once it is undone, a second call changes nothing. Return
    whether a badge may be out that counts no more. Refuses `NotFound`, also of a guest whose
    data went as they left, `TooLateToUndo` and `ClockIsBehind`.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    facts = visit.departure, visit.refusal, visit.arrival
    if said not in {mark(fact) for fact in facts if fact}:
        return False
    done = by_member(store, visit, member_id)
    if done is None or mark(done) != said:
        raise TooLateToUndo
    kind = type(done)
    store.execute(delete(kind).where(col(kind.visit_id) == visit.id))
    is_badge_out = isinstance(done, Arrival) and _as_before(store, visit, done)
    if isinstance(done, Departure):
        visit_facts.inside_again(store, visit.id, site_id)
    entries.record(store, actors.member(member_id), ACTS[kind], visit.id)
    fact: dict[str, Any] = {kind.__name__.lower(): None}
    # Of a guest who is not inside any more an erasure waits for nothing.
    erasing.as_things_stand(store, replace(visit, **fact))
    sites.changed(store, site_id)
    return is_badge_out


def by_member(store: Store, visit: VisitState, member_id: int) -> Undoable | None:
    """Return what this member may still undo of the visit; None for nothing."""
    done = visit.departure or visit.refusal or visit.arrival
    if done is None or done.member_id != member_id:
        return None
    if store.now - done.at > UNDONE_WITHIN:
        return None
    # Of a host who says that their guest has left the board says nothing.
    if isinstance(done, Departure):
        return done if done.by is LeftBy.DESK else None
    is_arrival = isinstance(done, Arrival)
    return None if is_arrival and not _was_expected(store, visit) else done


def mark(done: Undoable) -> str:
    """Return what tells this from anything else that was, or will be, done about the visit."""
    return f"{type(done).__name__.lower()} {done.at.isoformat()}"


def _was_expected(store: Store, visit: VisitState) -> bool:
    """True if the guest was on the board and not in yet, before the desk checked them in."""
    # A host who lets somebody in at a kiosk stands beside them.
    if visit.arrival is None or visit.arrival.kiosk_id:
        return False
    # Whom the desk itself noted, or has let back in, it checks out.
    is_noted = visit.walk_in is not None and visit.walk_in.kiosk_id is None
    return not (is_noted or arrivals.has_come_back(store, visit.id))


def _as_before(store: Store, visit: VisitState, arrival: Arrival) -> bool:
    """Undo what came of the arrival; return whether a badge may be out."""
    of_visit = col(Escalation.visit_id) == visit.id
    steps = delete(Escalation).where(of_visit, col(Escalation.at) >= arrival.at)
    store.execute(steps)
    desk_queue.as_before(store, visit.id, arrival.at)
    if visit.walk_in:
        # They wait for their host again: the next round sees whether somebody is to be told.
        visit.walk_in.escalate_at = store.now
    roll_calls.take_off(store, visit.id)
    host_channels.take_back_arrival(store, visit, arrival.at)
    return badges.take_back(store, visit.id)
