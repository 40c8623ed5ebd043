"""Claims: which job goes to which printer now, leased to one agent at a time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from visits import sites
from visits.paper import printers
from visits.store.database import Store
from visits.store.paper import Badge, PrintJob
from visits.store.places import Printer
from visits.store.visits import Departure
from visits.words import CancelReason, PrintState, Trouble

LEASE = timedelta(minutes=1)
EXPIRES = timedelta(minutes=30)
LIVE = (PrintState.CLAIMED, PrintState.STARTED, PrintState.WAITING_PRINTER)
AT_ONCE = 50
"""Jobs looked at in one claim: more than a site's printers bring out in a minute."""


@dataclass(frozen=True)
class Claim:
    """One job, leased to the caller for one attempt, and the printer that shall do it."""

    badge_id: int
    public_id: str
    attempt: int
    printer_id: int
    eject: bool


def any_due(store: Store, printer_ids: Collection[int]) -> bool:
    """Whether a claim for these printers may find something; looking changes nothing."""
    return (
        store.exec(_due(store, printer_ids).with_only_columns(col(PrintJob.badge_id)).limit(1)).first()
        is not None
    )


def claim(store: Store, printer_ids: Collection[int], agent_id: int | None = None) -> list[Claim]:
    """The jobs that these printers shall do next, one at most for each that is idle, leased to the caller.

    A job goes to the first fit printer of its group; only where a part of it lies already, or where the
    desk asked for, it waits for that one.
    """
    due = store.exec(
        _due(store, printer_ids).order_by(col(PrintJob.not_before), col(PrintJob.badge_id)).limit(AT_ONCE)
    )
    jobs = due.all()
    if not jobs:
        return []
    fit = [printer for printer in _printers_of(store, jobs) if printers.is_fit(printer, store.now)]
    idle = set(printer_ids) - _busy(store, printer_ids)
    claims = []
    for job, badge in jobs:
        choice = _choice(job, fit)
        if choice is not None and choice.id in idle and _leased(store, job, choice, agent_id):
            claims.append(
                Claim(badge.id, badge.public_id, job.attempts, choice.id, job.stub_printer_id is not None)
            )
            idle.remove(choice.id)
    return claims


def renew(store: Store, public_ids: Collection[str], agent_id: int | None = None) -> None:
    """The leases of these badges' jobs, where the caller still has them, last from now on."""
    mine = col(PrintJob.badge_id).in_(select(col(Badge.id)).where(col(Badge.public_id).in_(public_ids)))
    live = update(PrintJob).where(mine, col(PrintJob.state).in_(LIVE), col(PrintJob.agent_id) == agent_id)
    store.execute(live.values(leased_until=store.now + LEASE))


def any_overdue(store: Store) -> bool:
    """Whether `settle_overdue` may find something; looking changes nothing."""
    overdue = or_(_lapsed(store), and_(col(PrintJob.state) == PrintState.QUEUED, _of_no_more_use(store)))
    return store.exec(select(PrintJob.badge_id).where(overdue).limit(1)).first() is not None


def settle_overdue(store: Store) -> int:
    """Jobs whose agent is lost are queued again, or a person's once they were started; says how many.

    Those whose badge nobody waits for any more, or has another by now, are over.
    """
    lapsed = store.exec(select(PrintJob).where(_lapsed(store))).all()
    for job in lapsed:
        _take_back(store, job)
    waiting = select(PrintJob).where(col(PrintJob.state) == PrintState.QUEUED, _of_no_more_use(store))
    useless = store.exec(waiting).all()
    for job in useless:
        _give_up(store, job)
    return len(lapsed) + len(useless)


def _due(store: Store, printer_ids: Collection[int]) -> Any:  # noqa: ANN401 - a select of two tables
    there = select(col(Printer.site_id)).where(col(Printer.id).in_(printer_ids))
    return (
        select(PrintJob, Badge)
        .join(Badge)
        .where(
            col(PrintJob.state) == PrintState.QUEUED,
            col(PrintJob.not_before) <= store.now,
            col(PrintJob.site_id).in_(there),
            ~_of_no_more_use(store),
        )
    )


def _of_no_more_use(store: Store) -> Any:  # noqa: ANN401 - an SQL expression
    """Too old, or the guest has left, or a newer copy replaced the badge."""
    badge, newer = aliased(Badge), aliased(Badge)
    this = col(badge.id) == col(PrintJob.badge_id)
    left = exists().where(this, col(Departure.visit_id) == col(badge.visit_id))
    newer_copy = col(newer.copy_number) > col(badge.copy_number)
    replaced = exists().where(this, col(newer.visit_id) == col(badge.visit_id), newer_copy)
    return or_(col(PrintJob.queued_at) <= store.now - EXPIRES, left, replaced)


def _lapsed(store: Store) -> Any:  # noqa: ANN401 - an SQL expression
    return and_(col(PrintJob.state).in_(LIVE), col(PrintJob.leased_until) <= store.now)


def _printers_of(store: Store, jobs: Iterable[tuple[PrintJob, Badge]]) -> Sequence[Printer]:
    there = (col(Printer.site_id).in_({job.site_id for job, _ in jobs}), col(Printer.retired_at).is_(None))
    return store.exec(select(Printer).where(*there).order_by(col(Printer.rank), col(Printer.id))).all()


def _busy(store: Store, printer_ids: Collection[int]) -> set[int | None]:
    at_work = (col(PrintJob.printer_id).in_(printer_ids), col(PrintJob.state).in_(LIVE))
    return set(store.exec(select(PrintJob.printer_id).where(*at_work)))


def _choice(job: PrintJob, fit: Sequence[Printer]) -> Printer | None:
    bound = job.stub_printer_id or job.asked_printer_id
    if bound is not None:
        return next((printer for printer in fit if printer.id == bound), None)
    group = (job.site_id, job.group_id)
    return next((printer for printer in fit if (printer.site_id, printer.group_id) == group), None)


def _leased(store: Store, job: PrintJob, printer: Printer, agent_id: int | None) -> bool:
    lease = {
        "state": PrintState.CLAIMED, "leased_until": store.now + LEASE, "attempts": job.attempts + 1,
        "printer_id": printer.id, "agent_id": agent_id,
    }  # fmt: skip
    this = update(PrintJob).where(
        col(PrintJob.badge_id) == job.badge_id, col(PrintJob.state) == PrintState.QUEUED
    )
    taken: Any = store.execute(this.values(lease), execution_options={"synchronize_session": "fetch"})
    return bool(taken.rowcount == 1)


def _take_back(store: Store, job: PrintJob) -> None:
    started = job.state is not PrintState.CLAIMED
    job.state = PrintState.NEEDS_HUMAN if started else PrintState.QUEUED
    job.trouble, job.leased_until = (Trouble.AGENT_LOST if started else job.trouble), None
    sites.changed(store, job.site_id)


def _give_up(store: Store, job: PrintJob) -> None:
    badge = store.get_one(Badge, job.badge_id)
    newer = select(Badge.id).where(
        col(Badge.visit_id) == badge.visit_id, col(Badge.copy_number) > badge.copy_number
    )
    replaced = store.exec(newer.limit(1)).first() is not None
    job.state = PrintState.CANCELLED if replaced else PrintState.EXPIRED
    job.cancelled_because, job.settled_at = (CancelReason.REPLACED if replaced else None), store.now
    sites.changed(store, job.site_id)
