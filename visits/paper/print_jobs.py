"""Print jobs: claimed, started, reported; no transaction is held while the printer works."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from visits import sites, standing, trail
from visits.paper import badges, printers
from visits.refusals import NotFound
from visits.store.database import Store
from visits.store.paper import Badge, PrintJob
from visits.store.places import Printer
from visits.store.visits import Departure
from visits.words import Act, PrintOutcome, Trouble

LEASE = timedelta(minutes=1)
EXPIRES = timedelta(minutes=30)
NEVER = frozenset({PrintOutcome.EXPIRED, PrintOutcome.CANCELLED})
PAUSES = [timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30)]


class LeaseLostError(Exception):
    """The job was claimed again meanwhile, or is settled: it is not this worker's to print."""


@dataclass(frozen=True)
class Claim:
    """One job, leased to the caller, and the printer that shall do it."""

    badge_id: int
    attempt: int
    printer_id: int
    address: str
    width: int


def any_due(store: Store) -> bool:
    """Whether a claim may find something, or a job needs rescue; looking changes nothing."""
    waits = or_(and_(*_due(store)), and_(*_lost(store)))
    return store.exec(select(PrintJob.badge_id).where(waits).limit(1)).first() is not None


def claim(store: Store) -> Claim | None:
    """The next job that is due, leased to the caller; nobody else gets it or its printer meanwhile.

    Jobs of no more use are settled on the way, and those of a site without a printer put off.
    """
    while job := store.exec(select(PrintJob).where(*_due(store)).order_by(*_in_turn()).limit(1)).first():
        claimed = _lease(store, job)
        if claimed:
            return claimed
        store.flush()
    return None


def started(store: Store, claimed: Claim) -> None:
    """From here on paper may carry the badge: a crash now is a question for a person.

    Refuses `LeaseLostError`: the claim ran out and somebody else has the job.
    """
    job = _still(store, claimed)
    if job is None or job.started_at is not None:
        raise LeaseLostError
    job.started_at = store.now


def done(store: Store, claimed: Claim, outcome: PrintOutcome) -> None:
    """The job is over, however late that is said, and the printer was seen alive."""
    job = store.get(PrintJob, claimed.badge_id)
    if job is not None and job.outcome in {None, PrintOutcome.NEEDS_HUMAN}:
        _settle(store, job, outcome)
    printer = store.get_one(Printer, claimed.printer_id)
    printer.last_seen_at, printer.trouble = store.now, None


def failed(store: Store, claimed: Claim, trouble: str, *, nobody_knows: bool, permanent: bool) -> None:
    """Nothing complete came out: tried again after a growing pause, or a person's where nobody can know."""
    store.get_one(Printer, claimed.printer_id).trouble = Trouble(trouble)
    job = _still(store, claimed)
    if job is None:
        return
    _trouble(store, job, Trouble(trouble))
    if nobody_knows or permanent:
        _settle(store, job, PrintOutcome.NEEDS_HUMAN)
        return
    job.started_at, job.leased_until = None, None
    job.not_before = store.now + PAUSES[min(job.attempts, len(PAUSES)) - 1]


def came_out(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Somebody saw the visit's newest badge in a hand: its job is over. Again changes nothing.

    Refuses `NotFound`, also for a badge that was never printed and now never will be.
    """
    found = standing.at_site(store, site_id, public_id)
    printed = badges.newest(store, [found.id])
    if found.id not in printed or printed[found.id][1].outcome in NEVER:
        raise NotFound
    job = printed[found.id][1]
    if job.outcome is not PrintOutcome.PRINTED:
        _settle(store, job, PrintOutcome.PRINTED)
        trail.record(store, trail.member(member_id), Act.BADGE_SEEN, found.id)


def recover(store: Store) -> int:
    """Jobs whose worker died after the first byte are a person's to settle; says how many."""
    jobs = store.exec(select(PrintJob).where(*_lost(store))).all()
    for job in jobs:
        _settle(store, job, PrintOutcome.NEEDS_HUMAN)
    return len(jobs)


def _due(store: Store) -> tuple[Any, ...]:
    return (
        col(PrintJob.outcome).is_(None),
        col(PrintJob.started_at).is_(None),
        col(PrintJob.not_before) <= store.now,
        or_(col(PrintJob.leased_until).is_(None), col(PrintJob.leased_until) <= store.now),
        ~_printer_is_busy(store),
    )


def _printer_is_busy(store: Store) -> Any:  # noqa: ANN401 - an SQL expression
    other = aliased(PrintJob)
    return (
        select(col(other.badge_id))
        .where(col(other.site_id) == col(PrintJob.site_id), col(other.leased_until) > store.now)
        .exists()
    )


def _in_turn() -> tuple[Any, ...]:
    return col(PrintJob.not_before), col(PrintJob.badge_id)


def _lost(store: Store) -> tuple[Any, ...]:
    return (
        col(PrintJob.outcome).is_(None),
        col(PrintJob.started_at).is_not(None),
        col(PrintJob.leased_until) <= store.now,
    )


def _lease(store: Store, job: PrintJob) -> Claim | None:
    if _was_settled(store, job):
        return None
    choice = printers.of_site(store, job.site_id)
    if not choice:
        job.not_before = store.now + PAUSES[-1]
        _trouble(store, job, Trouble.NO_PRINTER)
        return None
    printer, attempt = choice[job.attempts % len(choice)], job.attempts + 1
    lease = {"leased_until": store.now + LEASE, "attempts": attempt, "printer_id": printer.id}
    this = update(PrintJob).where(col(PrintJob.badge_id) == job.badge_id, *_due(store))
    taken: Any = store.execute(this.values(lease), execution_options={"synchronize_session": "fetch"})
    if taken.rowcount != 1:
        return None
    return Claim(job.badge_id, attempt, printer.id, printer.address, printer.width)


def _was_settled(store: Store, job: PrintJob) -> bool:
    badge = store.get_one(Badge, job.badge_id)
    if store.get(Departure, badge.visit_id) or store.now - job.queued_at > EXPIRES:
        _settle(store, job, PrintOutcome.EXPIRED)
    elif not badges.is_in_force(store, badge):
        _settle(store, job, PrintOutcome.CANCELLED)
    return job.outcome is not None


def _still(store: Store, claimed: Claim) -> PrintJob | None:
    job = store.get(PrintJob, claimed.badge_id)
    mine = job is not None and job.attempts == claimed.attempt and job.outcome is None
    return job if mine else None


def _trouble(store: Store, job: PrintJob, trouble: Trouble) -> None:
    if job.trouble != trouble:
        job.trouble = trouble
        sites.changed(store, job.site_id)


def _settle(store: Store, job: PrintJob, outcome: PrintOutcome) -> None:
    job.outcome, job.settled_at, job.leased_until = outcome, store.now, None
    sites.changed(store, job.site_id)
