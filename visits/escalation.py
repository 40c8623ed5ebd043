"""Escalation: who is told of a guest who has checked in, and whose host does not answer.

A second channel of the host, then the host's delegate, then the front desk; it ends with the
first answer. Each step that was taken is a row whose key is its visit and step, in the
transaction that queues what is sent: whoever is killed, or runs twice, tells nobody twice.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import col, select

from visits import host_answers, host_channels, outbox, visit_state
from visits.lobby import desk_queue
from visits.lobby.arrivals import HOST_ANSWERS_WITHIN
from visits.people import delegates
from visits.store.database import Store
from visits.store.people import Member
from visits.store.visits import Arrival, Escalation, Visit
from visits.visit_state import Stage, VisitState
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import EscalationStep, WaitReason


class HostStatus(StrEnum):
    """What is known of telling the host, as far as it is said to the guest."""

    BEING_TOLD = "being_told"
    TOLD = "told"
    DESK_TOLD = "desk_told"


AFTER = {
    EscalationStep.SECOND_CHANNEL: HOST_ANSWERS_WITHIN,
    EscalationStep.DELEGATE: timedelta(seconds=120),
    EscalationStep.DESK: timedelta(seconds=180),
}
"""How long after the arrival each step is due, in their order."""
JUST_COME = timedelta(seconds=10)
"""Ten rounds of the job: a guest of before that is told of by the clock."""
MOST_AT_ONCE = 50


def steps_due(
    arrived_at: datetime,
    now: datetime,
    taken: Collection[EscalationStep],
    *,
    is_told: bool,
) -> list[EscalationStep]:
    """Return the steps to take now; all at once for a host who is told of no guest."""
    return [
        step
        for step, after in AFTER.items()
        if step not in taken and (not is_told or arrived_at + after <= now)
    ]


def next_due(
    arrived_at: datetime, taken: Collection[EscalationStep]
) -> datetime | None:
    """Return when the next step is due; None once all are taken."""
    left = (after for step, after in AFTER.items() if step not in taken)
    return next((arrived_at + after for after in left), None)


def waiting(store: Store) -> list[int]:
    """Return the visits with a step that is due, at most `MOST_AT_ONCE` of each kind."""
    at = col(Arrival.escalate_at)
    due = select(Arrival.visit_id).where(at <= store.now).order_by(at)
    # Looked at as soon as they come, as nobody waits for a host who is told of no guest.
    just_come = at > store.now + HOST_ANSWERS_WITHIN - JUST_COME
    of_quiet = (
        select(Arrival.visit_id)
        .join(Visit, col(Visit.id) == col(Arrival.visit_id))
        .join(Member, col(Member.id) == col(Visit.host_id))
        .where(just_come, col(Member.quiet_since).is_not(None))
    )
    return [
        visit_id
        for question in (due, of_quiet)
        for visit_id in store.exec(question.limit(MOST_AT_ONCE))
    ]


def escalate(store: Store, visit_id: int) -> None:
    """Take the steps that are due for this guest, each once (`NotFound` once erased)."""
    visit = visit_state.of(store, visit_id)
    if visit.arrival is None:
        return
    if not _is_waiting(store, visit):
        visit.arrival.escalate_at = None
        return
    arrived_at, taken = visit.arrival.at, steps_taken(store, visit.id)
    is_told = delegates.is_told(store, visit.visit.host_id)
    for step in steps_due(arrived_at, store.now, taken, is_told=is_told):
        told = _take(store, visit, step)
        store.add(
            Escalation(visit_id=visit.id, step=step, at=store.now, member_id=told)
        )
        taken.add(step)
    visit.arrival.escalate_at = next_due(arrived_at, taken)


def host_status(store: Store, visit_id: int) -> HostStatus | None:
    """Return whether the host was told of the guest; None if they let the guest in themselves."""
    arrival, visit = store.get(Arrival, visit_id), store.get_one(Visit, visit_id)
    if arrival is None or arrival.member_id == visit.host_id:
        return None
    if EscalationStep.DESK in steps_taken(store, visit_id):
        return HostStatus.DESK_TOLD
    is_told = outbox.was_delivered(store, EmailKind.ARRIVED, visit_id)
    return HostStatus.TOLD if is_told else HostStatus.BEING_TOLD


def steps_taken(store: Store, visit_id: int) -> set[EscalationStep]:
    """Return the steps that were taken for this guest."""
    of_visit = select(Escalation).where(col(Escalation.visit_id) == visit_id)
    return {escalation.step for escalation in store.exec(of_visit)}


def _is_waiting(store: Store, visit: VisitState) -> bool:
    is_here = visit.stage is Stage.ON_SITE
    is_today = store.now < visit.invitation.day_ends_at
    return is_here and is_today and not host_answers.newest(store, [visit.id])


def _take(store: Store, visit: VisitState, step: EscalationStep) -> int | None:
    """Take the step, and return which member was told, if any."""
    host_id = visit.visit.host_id
    if step is EscalationStep.DESK:
        is_told = delegates.is_told(store, host_id)
        reason = WaitReason.HOST_SILENT if is_told else WaitReason.HOST_NOT_TOLD
        desk_queue.note_inside(store, visit, reason)
        return None
    if step is EscalationStep.SECOND_CHANNEL:
        member_id, channels = host_id, host_channels.of(store, host_id)[1:]
    else:
        member_id = delegates.in_force(store, host_id) or 0
        channels = host_channels.of(store, member_id)
    for tell in channels[:1]:
        tell(store, visit, member_id)
    return member_id if channels else None
