"""Undoing: at the desk a check-out or a refusal of the wrong guest is taken back at once.

A check-in is not: a badge is printed by then, and the host is told. Its guest is checked out.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from visits import sites, visit_facts, visit_state
from visits.audit import entries
from visits.lobby.arrivals import UNDONE_WITHIN
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.visits import Departure, Refusal
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import TooLateToUndo
from visits.vocabulary.visits import LeftBy

Undoable = Departure | Refusal


def undo(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Undo what this member did at the desk in the last 30 seconds: the guest left, or is refused.

    What was kept until then is kept on, and code and badge are good again. A second call changes
    nothing. Refuses `NotFound`, also of a guest whose data went as they left, `TooLateToUndo`
    and `ClockIsBehind`.
    """
    visit = visit_state.at_site(store, site_id, public_id)
    if not (visit.departure or visit.refusal):
        return
    done = by_member(visit, member_id, store.now)
    if done is None:
        raise TooLateToUndo
    kind = type(done)
    store.execute(delete(kind).where(col(kind.visit_id) == visit.id))
    if kind is Departure:
        visit_facts.inside_again(store, visit.id, site_id)
    act = Act.DEPARTURE_UNDONE if kind is Departure else Act.REFUSAL_UNDONE
    entries.record(store, actors.member(member_id), act, visit.id)
    deadlines.apply(store, replace(visit, departure=None, refusal=None))
    sites.changed(store, site_id)


def by_member(visit: VisitState, member_id: int, now: datetime) -> Undoable | None:
    """Return what this member may still undo of the visit; None for nothing."""
    done: Undoable | None = visit.departure or visit.refusal
    if done is None or done.member_id != member_id or now - done.at > UNDONE_WITHIN:
        return None
    # Of a host who says that their guest has left the board says nothing.
    is_hosts = isinstance(done, Departure) and done.by is not LeftBy.DESK
    return None if is_hosts else done
