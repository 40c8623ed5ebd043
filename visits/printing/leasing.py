"""Leases: a job belongs to one agent at a time, for a minute unless it renews."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from printers.vocabulary import Attempt, PrintKind, PrintProblemKind
from visits import sites
from visits.printing.scheduling import LIVE, DueJob, moments, of_no_more_use
from visits.store import locks
from visits.store.database import Store
from visits.store.news import News
from visits.store.printing import Badge, PrintJob
from visits.vocabulary.printing import CancelReason, PrintState

# Two long polls: one lost answer costs no lease.
LEASE = timedelta(minutes=1)
# Renewed with less left than this: a long poll of 25 s later the lease must still hold.
RENEWED_BELOW = timedelta(seconds=40)
ON_PAPER = frozenset({PrintState.STARTED, PrintState.WAITING_PRINTER})
_other_job = aliased(PrintJob)
_HAS_A_JOB = exists().where(
    col(_other_job.printer_id) == bindparam("printer"), col(_other_job.state).in_(LIVE)
)
_HAS_A_STUB = exists().where(col(_other_job.stub_printer_id) == bindparam("printer"))
# At the `moments` of scheduling; composed once, as they are asked for twice a second.
_LAPSED = and_(
    col(PrintJob.state).in_(LIVE), col(PrintJob.leased_until) <= bindparam("now")
)
_USELESS = and_(col(PrintJob.state) == PrintState.QUEUED, of_no_more_use())
_OVERDUE = select(PrintJob.public_id).where(or_(_LAPSED, _USELESS)).limit(1)
_TAKE = (
    update(PrintJob)
    .where(
        col(PrintJob.public_id) == bindparam("job"),
        col(PrintJob.state) == PrintState.QUEUED,
        col(PrintJob.attempts) == bindparam("tried"),
        # Asked again in the update itself: another poll may have taken the printer meanwhile.
        ~_HAS_A_JOB,
        bindparam("stub") == _HAS_A_STUB,
    )
    .values(
        state=PrintState.CLAIMED,
        attempts=PrintJob.attempts + 1,
        leased_until=bindparam("until"),
        printer_id=bindparam("printer"),
        agent_id=bindparam("agent"),
    )
)
_BEGIN = _TAKE.values(
    state=PrintState.STARTED, started_at=bindparam("now"), problem=None
)


def lease(
    store: Store, job: DueJob, printer: str, agent_id: int | None = None
) -> Attempt | None:
    """Lease the job for a minute and return the attempt; `printer` is the caller's key for it.

    None where somebody else has leased the job, or its printer, since it was scheduled.
    """
    # Of two polls at once the second finds the printer taken.
    locks.sites_of_printer_ids(store, [job.printer_id])
    taken = store.prepared(_TAKE, **_terms(store, job), agent=agent_id)
    return _attempt(job, printer) if taken.rowcount == 1 else None


def begin(store: Store, job: DueJob, printer: str) -> Attempt | None:
    """Lease the job to this server's own agent, and record that paper may carry the badge.

    After a crash it is a question for a person, also if nothing was sent yet. Whoever calls it
    is the only writer of the job's site. None as for `lease`.
    """
    begun = store.prepared(_BEGIN, **_terms(store, job), agent=None, now=store.now)
    return _attempt(job, printer) if begun.rowcount == 1 else None


def any_neglected(
    store: Store, in_hand: Collection[str], agent_id: int | None = None
) -> bool:
    """True if `attend` has something to write; writes nothing itself."""
    neglected = and_(
        _in_hand(in_hand, agent_id),
        col(PrintJob.leased_until) <= store.now + RENEWED_BELOW,
    )
    if agent_id is not None:
        neglected = or_(neglected, _never_arrived(in_hand, agent_id))
    jobs = select(PrintJob.public_id).where(neglected).limit(1)
    return store.exec(jobs).first() is not None


def attend(store: Store, in_hand: Collection[str], agent_id: int | None = None) -> None:
    """Renew the leases of the badges in the agent's hand; queue again what it never received.

    The answer that leased it may have been lost, or the agent that got it: the next attempt
    voids this one. Inside the server no answer can be lost.
    """
    is_claimed = and_(
        col(PrintJob.agent_id) == agent_id, col(PrintJob.state) == PrintState.CLAIMED
    )
    locks.sites_of_jobs(store, or_(col(PrintJob.public_id).in_(in_hand), is_claimed))
    if agent_id is not None:
        store.news.add(News.PRINTING)
        lost = update(PrintJob).where(_never_arrived(in_hand, agent_id))
        store.execute(lost.values(state=PrintState.QUEUED, leased_until=None))
    renew(store, in_hand, agent_id)


def renew(
    store: Store, public_ids: Collection[str], agent_id: int | None = None
) -> None:
    """Extend the leases of these badges' jobs that the caller still has to a minute from now."""
    live = update(PrintJob).where(_in_hand(public_ids, agent_id))
    store.execute(live.values(leased_until=store.now + LEASE))


def any_overdue(store: Store) -> bool:
    """True if `settle_overdue` has something to do; writes nothing itself."""
    times = moments(store.now)
    return store.prepared(_OVERDUE, **times).first() is not None


def settle_overdue(store: Store) -> int:
    """Take jobs back from lost agents, and end those that nobody waits for; return how many.

    A job that was started is a question for a person, because the badge may be out; any other
    is queued again. A badge is no longer waited for when it is too old, the guest has left, or
    a newer copy exists; a roll when it is too old.
    """
    times = moments(store.now)
    locks.sites_of_jobs(store, or_(_LAPSED, _USELESS), **times)
    lapsed = store.exec(select(PrintJob).where(_LAPSED).params(times)).all()
    for job in lapsed:
        _take_back(store, job)
    useless = store.exec(select(PrintJob).where(_USELESS).params(times)).all()
    for job in useless:
        _give_up(store, job)
    return len(lapsed) + len(useless)


def take_back(store: Store) -> int:
    """Take back what this server's own agent had in hand before a restart; return how many."""
    # Without waiting for the leases: whoever had them is this process before its restart.
    own = (col(PrintJob.state).in_(LIVE), col(PrintJob.agent_id).is_(None))
    locks.sites_of_jobs(store, *own)
    jobs = store.exec(select(PrintJob).where(*own)).all()
    for job in jobs:
        _take_back(store, job)
    return len(jobs)


def cancel(store: Store, job: PrintJob, because: CancelReason) -> None:
    """End the job; what a printer has begun cannot be called back, and ends when that reports."""
    job.cancelled_because = because
    if job.state not in ON_PAPER:
        job.state, job.settled_at = PrintState.CANCELLED, store.now
        job.leased_until = None


def settle_cancelled(store: Store, job: PrintJob) -> None:
    """End the job of a badge that is not wanted any more, once its printer is done with it."""
    off_printer = {PrintState.QUEUED, PrintState.NEEDS_HUMAN}
    if job.cancelled_because and job.state in off_printer:
        job.state, job.settled_at = PrintState.CANCELLED, store.now


def _terms(store: Store, job: DueJob) -> dict[str, Any]:
    return {
        "job": job.public_id,
        "tried": job.attempts,
        "until": store.now + LEASE,
        "printer": job.printer_id,
        "stub": job.eject,
    }


def _attempt(job: DueJob, printer: str) -> Attempt:
    kind = PrintKind.ROLL if job.alarm_id else PrintKind.BADGE
    return Attempt(job.public_id, job.attempts + 1, printer, job.eject, kind)


def _in_hand(public_ids: Collection[str], agent_id: int | None) -> Any:  # noqa: ANN401 - an SQL expression
    return and_(
        col(PrintJob.agent_id).is_not_distinct_from(agent_id),
        col(PrintJob.state).in_(LIVE),
        col(PrintJob.public_id).in_(public_ids),
    )


def _never_arrived(in_hand: Collection[str], agent_id: int) -> Any:  # noqa: ANN401 - an SQL expression
    return and_(
        col(PrintJob.agent_id) == agent_id,
        col(PrintJob.state) == PrintState.CLAIMED,
        col(PrintJob.public_id).not_in(in_hand),
    )


def _take_back(store: Store, job: PrintJob) -> None:
    started = job.state is not PrintState.CLAIMED
    job.state = PrintState.NEEDS_HUMAN if started else PrintState.QUEUED
    job.leased_until = None
    if started:
        job.problem = PrintProblemKind.AGENT_LOST
        # Nobody knows how much of it lies there, so the next badge ejects first.
        job.stub_printer_id = job.printer_id
    settle_cancelled(store, job)
    sites.changed(store, job.site_id)


def _give_up(store: Store, job: PrintJob) -> None:
    replaced = job.badge_id is not None and _is_replaced(store, job.badge_id)
    job.state = PrintState.CANCELLED if replaced else PrintState.EXPIRED
    job.cancelled_because = CancelReason.REPLACED if replaced else None
    job.settled_at = store.now
    sites.changed(store, job.site_id)


def _is_replaced(store: Store, badge_id: int) -> bool:
    badge = store.get_one(Badge, badge_id)
    newer = select(Badge.id).where(
        col(Badge.visit_id) == badge.visit_id,
        col(Badge.copy_number) > badge.copy_number,
    )
    return store.exec(newer.limit(1)).first() is not None
