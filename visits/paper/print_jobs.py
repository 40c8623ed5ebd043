"""Print jobs: claimed, started, reported. Two short transactions stand around the printer, none is held through it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, update
from sqlmodel import col, select

from visits import sites
from visits.store.database import Store
from visits.store.paper import Badge, PrintJob
from visits.store.places import Printer
from visits.store.visits import Departure
from visits.words import PrintOutcome

LEASE = timedelta(minutes=1)
EXPIRES = timedelta(minutes=30)
PAUSES = [timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30)]


@dataclass(frozen=True)
class Claim:
    """One job, leased to the caller, and the printer that shall do it."""

    badge_id: int
    printer_id: int
    address: str
    width: int


def claim(store: Store) -> Claim | None:
    """The next job that is due; nobody else gets it meanwhile. Jobs of no more use are settled on the way."""
    due = _due(store)
    question = select(PrintJob).where(*due).order_by(col(PrintJob.not_before)).limit(1)
    job = store.exec(question).first()
    if job is None or _was_settled(store, job):
        return None
    printer = _printer_of(store, job.site_id)
    if printer is None:
        job.not_before = store.now + PAUSES[-1]
        _trouble(store, job, "no_printer")
        return None
    lease = {"leased_until": store.now + LEASE, "attempts": job.attempts + 1, "printer_id": printer.id}
    taken: Any = store.execute(
        update(PrintJob).where(col(PrintJob.badge_id) == job.badge_id, *due).values(lease)
    )
    return Claim(job.badge_id, printer.id, printer.address, printer.width) if taken.rowcount == 1 else None


def any_due(store: Store) -> bool:
    """Whether a claim may find something: idle looks write nothing."""
    stuck = and_(col(PrintJob.started_at).is_not(None), col(PrintJob.leased_until) <= store.now)
    waits = or_(and_(*_due(store)), stuck)
    return store.exec(select(PrintJob.badge_id).where(col(PrintJob.outcome).is_(None), waits)).first() is not None


def started(store: Store, claimed: Claim) -> None:
    """From here on paper may carry the badge: a crash now is a question for a person."""
    store.get_one(PrintJob, claimed.badge_id).started_at = store.now


def done(store: Store, claimed: Claim, outcome: PrintOutcome) -> None:
    """The job is over, and the printer was seen alive."""
    _settle(store, store.get_one(PrintJob, claimed.badge_id), outcome)
    printer = store.get_one(Printer, claimed.printer_id)
    printer.last_seen_at, printer.trouble = store.now, None


def failed(store: Store, claimed: Claim, trouble: str, *, nobody_knows: bool, permanent: bool) -> None:
    """Nothing complete came out: tried again after a growing pause. A person decides where nobody can know."""
    job = store.get_one(PrintJob, claimed.badge_id)
    store.get_one(Printer, claimed.printer_id).trouble = trouble
    if nobody_knows or permanent:
        job.trouble = trouble
        _settle(store, job, PrintOutcome.NEEDS_HUMAN)
        return
    job.started_at, job.leased_until = None, None
    job.not_before = store.now + PAUSES[min(job.attempts, len(PAUSES)) - 1]
    _trouble(store, job, trouble)


def recover(store: Store) -> int:
    """Jobs whose worker died after the first byte are a person's to settle; says how many."""
    lost = (
        col(PrintJob.outcome).is_(None), col(PrintJob.started_at).is_not(None),
        col(PrintJob.leased_until) <= store.now,
    )  # fmt: skip
    jobs = store.exec(select(PrintJob).where(*lost)).all()
    for job in jobs:
        _settle(store, job, PrintOutcome.NEEDS_HUMAN)
    return len(jobs)


def _due(store: Store) -> tuple[Any, ...]:
    return (
        col(PrintJob.outcome).is_(None),
        col(PrintJob.started_at).is_(None),
        col(PrintJob.not_before) <= store.now,
        or_(col(PrintJob.leased_until).is_(None), col(PrintJob.leased_until) <= store.now),
    )


def _was_settled(store: Store, job: PrintJob) -> bool:
    badge = store.get_one(Badge, job.badge_id)
    if store.get(Departure, badge.visit_id) or store.now - job.queued_at > EXPIRES:
        _settle(store, job, PrintOutcome.EXPIRED)
    elif _replaced(store, badge):
        _settle(store, job, PrintOutcome.CANCELLED)
    return job.outcome is not None


def _replaced(store: Store, badge: Badge) -> bool:
    later = (col(Badge.visit_id) == badge.visit_id, col(Badge.copy_number) > badge.copy_number)
    return store.exec(select(Badge.id).where(*later)).first() is not None


def _printer_of(store: Store, site_id: int) -> Printer | None:
    return store.exec(
        select(Printer).where(col(Printer.site_id) == site_id).order_by(col(Printer.id))
    ).first()


def _trouble(store: Store, job: PrintJob, trouble: str) -> None:
    if job.trouble != trouble:
        job.trouble = trouble
        sites.changed(store, job.site_id)


def _settle(store: Store, job: PrintJob, outcome: PrintOutcome) -> None:
    job.outcome, job.settled_at, job.leased_until = outcome, store.now, None
    sites.changed(store, job.site_id)
