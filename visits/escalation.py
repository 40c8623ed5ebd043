"""Escalation: who is told of a guest whose host does not answer.

A second channel of the host, then the host's delegate, then the front desk; it ends with the
first answer. A guest who has checked in sits down, and a walk-in stands at the kiosk: each kind
has a chain of its own. Each step that was taken is a row whose key is its visit and step, in the
transaction that queues what is sent: whoever is killed, or runs twice, tells nobody twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import col, or_, select

from visits import (
    channel_outbox,
    co_hosts,
    host_answers,
    host_channels,
    outbox,
    visit_state,
)
from visits.lobby import arrivals, desk_queue
from visits.lobby.arrivals import HOST_ANSWERS_WITHIN
from visits.people import delegates
from visits.store.database import Store
from visits.store.people import Member
from visits.store.visits import Arrival, Escalation, Visit, WalkIn
from visits.visit_state import Stage, VisitState
from visits.vocabulary.mail import ASKS_FOR_ANSWER
from visits.vocabulary.visits import EscalationStep, WaitReason


class HostStatus(StrEnum):
    """What is known of telling the host, as far as it is said to the guest."""

    BEING_TOLD = "being_told"
    TOLD = "told"
    DESK_TOLD = "desk_told"


@dataclass(frozen=True)
class Chain:
    """How long after guests of one kind came each step is due, and the rows that say so."""

    rows: type[Arrival | WalkIn]
    after: Mapping[EscalationStep, timedelta]


CHAINS = {
    Stage.ON_SITE: Chain(
        Arrival,
        {
            EscalationStep.SECOND_CHANNEL: HOST_ANSWERS_WITHIN,
            EscalationStep.DELEGATE: timedelta(seconds=120),
            EscalationStep.DESK: timedelta(seconds=180),
        },
    ),
    Stage.ASKING: Chain(
        WalkIn,
        {
            EscalationStep.SECOND_CHANNEL: timedelta(seconds=20),
            EscalationStep.DELEGATE: timedelta(seconds=45),
            EscalationStep.DESK: timedelta(seconds=90),
        },
    ),
}
"""By the stage in which a guest waits."""
JUST_COME = timedelta(seconds=10)
"""Ten rounds of the job: a guest of before that is told of by the clock."""
MOST_AT_ONCE = 50


def steps_due(
    chain: Chain,
    waited: timedelta,
    taken: Collection[EscalationStep],
    *,
    is_told: bool,
) -> list[EscalationStep]:
    """Return the steps to take now; all at once for a host who is told of no guest."""
    return [
        step
        for step, after in chain.after.items()
        if step not in taken and (not is_told or after <= waited)
    ]


def next_due(
    chain: Chain, came_at: datetime, taken: Collection[EscalationStep]
) -> datetime | None:
    """Return when the next step is due; None once all are taken."""
    left = (after for step, after in chain.after.items() if step not in taken)
    return next((came_at + after for after in left), None)


def waiting(store: Store) -> list[int]:
    """Return the visits with a step that is due, at most `MOST_AT_ONCE` of each kind."""
    at = col(Arrival.escalate_at)
    # Looked at as soon as they come, as nobody waits for a host who is told of no guest.
    just_come = at > store.now + HOST_ANSWERS_WITHIN - JUST_COME
    of_quiet = (
        select(Arrival.visit_id)
        .join(Visit, col(Visit.id) == col(Arrival.visit_id))
        .join(Member, col(Member.id) == col(Visit.host_id))
        .where(just_come, col(Member.quiet_since).is_not(None))
    )
    questions = [*(_due(store, chain.rows) for chain in CHAINS.values()), of_quiet]
    return [
        visit_id
        for question in questions
        for visit_id in store.exec(question.limit(MOST_AT_ONCE))
    ]


def escalate(store: Store, visit_id: int) -> None:
    """Take the steps that are due for this guest, each once (`NotFound` once erased)."""
    visit = visit_state.of(store, visit_id)
    rows = {Stage.ASKING: visit.walk_in, Stage.ON_SITE: visit.arrival}
    present = rows.pop(visit.stage, None) if _is_waiting(store, visit) else None
    # Whoever was let in, or answered, waits by that row no more.
    for row in rows.values():
        if row:
            row.escalate_at = None
    if present:
        _go_on(store, visit, present)


def _due(store: Store, rows: type[Arrival | WalkIn]) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    at = col(rows.escalate_at)
    return select(rows.visit_id).where(at <= store.now).order_by(at)


def _go_on(store: Store, visit: VisitState, row: Arrival | WalkIn) -> None:
    """Take the steps that are due, and say on the row when the next one is."""
    chain, taken = CHAINS[visit.stage], steps_taken(store, visit.id)
    waited, is_told = store.now - row.at, _is_told(store, visit)
    due = steps_due(chain, waited, taken, is_told=is_told)
    if host_answers.newest(store, [visit.id]):
        # Somebody was told by the answer itself: what is left is the desk, once more if it knew.
        due = [EscalationStep.DESK]
        if EscalationStep.DESK in taken:
            _tell_desk(store, visit)
    for step in [step for step in due if step not in taken]:
        told = _take(store, visit, step)
        store.add(
            Escalation(visit_id=visit.id, step=step, at=store.now, member_id=told)
        )
        taken.add(step)
    is_over = EscalationStep.DESK in taken
    row.escalate_at = None if is_over else next_due(chain, row.at, taken)


def host_status(store: Store, visit_id: int) -> HostStatus | None:
    """Return whether the host was told of the guest; None if they let the guest in themselves."""
    visit = visit_state.of(store, visit_id)
    if visit.arrival is None or arrivals.is_let_in_by_host(visit, visit.arrival):
        return None
    if EscalationStep.DESK in steps_taken(store, visit_id):
        return HostStatus.DESK_TOLD
    # Who let a walk-in in told the host nothing new: they were asked before.
    beside = co_hosts.of(store, visit)
    is_told = outbox.was_delivered(
        store, ASKS_FOR_ANSWER, visit_id, beside
    ) or channel_outbox.was_delivered(store, visit_id, beside)
    return HostStatus.TOLD if is_told else HostStatus.BEING_TOLD


def steps_taken(store: Store, visit_id: int) -> set[EscalationStep]:
    """Return the steps that were taken for this guest."""
    return set(told(store, visit_id))


def told(store: Store, visit_id: int) -> dict[EscalationStep, int | None]:
    """Return which member was told by each step that was taken for this guest, if any was."""
    of_visit = select(Escalation).where(col(Escalation.visit_id) == visit_id)
    return {taken.step: taken.member_id for taken in store.exec(of_visit)}


def last_steps(store: Store, visit_ids: Collection[int]) -> dict[int, EscalationStep]:
    """Return the last step by which somebody was told of each of these guests."""
    is_told = or_(
        col(Escalation.member_id).is_not(None),
        col(Escalation.step) == EscalationStep.DESK,
    )
    of_visits = col(Escalation.visit_id).in_(visit_ids)
    taken: dict[int, set[EscalationStep]] = {}
    for escalation in store.exec(select(Escalation).where(of_visits, is_told)):
        taken.setdefault(escalation.visit_id, set()).add(escalation.step)
    order = list(EscalationStep)
    return {visit_id: max(steps, key=order.index) for visit_id, steps in taken.items()}


def _is_waiting(store: Store, visit: VisitState) -> bool:
    is_today = store.now < visit.invitation.day_ends_at
    answer = host_answers.newest(store, [visit.id]).get(visit.id)
    # Nobody has answered yet whom a walk-in was left to.
    is_left = visit.stage is Stage.ASKING and answer and answer.colleague_id
    return visit.stage in CHAINS and is_today and (not answer or bool(is_left))


def _is_told(store: Store, visit: VisitState) -> bool:
    host_id = visit.visit.host_id
    return delegates.is_told(store, host_id) and host_channels.reaches(store, host_id)


def _tell_desk(store: Store, visit: VisitState) -> None:
    is_told = _is_told(store, visit)
    reason = WaitReason.HOST_SILENT if is_told else WaitReason.HOST_NOT_TOLD
    desk_queue.note_guest(store, visit, reason)


def _take(store: Store, visit: VisitState, step: EscalationStep) -> int | None:
    """Take the step, and return which member was told, if any."""
    host_id = visit.visit.host_id
    if step is EscalationStep.DESK:
        _tell_desk(store, visit)
        return None
    if step is EscalationStep.SECOND_CHANNEL:
        is_news = host_channels.tell_next(store, visit, host_id)
        return host_id if is_news else None
    member_id = delegates.in_force(store, host_id) or 0
    channels = host_channels.of(store, member_id)
    # A co-host was told when the host was.
    if channels and not co_hosts.is_one(store, visit, member_id):
        channels[0](store, visit, member_id)
    return member_id if channels else None
