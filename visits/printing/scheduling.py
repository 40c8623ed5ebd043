"""Scheduling: which job is due at which printer now, by two queries that are composed once."""

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from visits.printing import printers
from visits.store.database import Store
from visits.store.printing import Badge, PrintJob
from visits.store.rights import Restriction
from visits.store.sites import Printer, Site
from visits.store.visits import Departure
from visits.vocabulary.printing import PrintState

# A badge that comes out later lies around with a name on it: its guest went on long ago.
EXPIRES = timedelta(minutes=30)
# A roll: by then whoever would take it along has left, and it would lie there for anybody.
ROLL_EXPIRES = timedelta(minutes=5)
# How long a job waits for the first printer of its group while another is idle.
FIRST_ONLY = timedelta(seconds=4)
LIVE = (PrintState.CLAIMED, PrintState.STARTED, PrintState.WAITING_PRINTER)
# Jobs looked at in one poll: those that wait for a dead printer come before the rest.
AT_ONCE = 1000


class RoutedJob(Protocol):
    """What decides where a job may be printed."""

    site_id: int
    group_id: int | None
    stub_printer_id: int | None
    asked_printer_id: int | None


class PlacedPrinter(Protocol):
    """Where a printer stands."""

    id: int
    site_id: int
    group_id: int | None


class DueJob(NamedTuple):
    """A job that a printer should print next; `attempts` have been made at it before."""

    public_id: str
    attempts: int
    printer_id: int
    eject: bool
    badge_id: int | None
    alarm_id: int | None


class Schedule(NamedTuple):
    """What printers should print next, and whether nothing else is due at their sites."""

    jobs: list[DueJob]
    is_all: bool


def due_jobs(
    store: Store, printer_ids: Collection[int], *, rolls: bool = True
) -> Schedule:
    """What these printers should print next, at most one job for each that is idle; writes nothing.

    Rolls come before badges; without `rolls` none does, for agents that know of none. A job goes
    to the first fit printer of its group, one without a problem before one that had one; after
    some seconds to whichever is idle, as the first may be slow, or its agent gone.
    Only where a part of it lies already, or where the desk asked for, it waits for that one.
    Whatever comes next to a printer in which a part of any badge may lie ejects that first, or
    it would be printed on another guest's.
    """
    values = {"printers": list(printer_ids), **moments(store.now)}
    asked = store.prepared(_DUE, **values).all()
    due = [job for job in asked if rolls or job.alarm_id is None]
    if not due:
        return Schedule([], is_all=True)
    site_ids = list({job.site_id for job in due})
    # All of the site's, not the caller's alone: another agent's may be first in the group.
    site_printers = store.prepared(_PRINTERS, sites=site_ids).all()
    jobs = _assign(due, site_printers, set(printer_ids), store.now)
    return Schedule(jobs, is_all=len(jobs) == len(due))


def _assign(
    due: Sequence[Any], site_printers: Sequence[Any], asking: set[int], now: datetime
) -> list[DueJob]:
    fit = [printer for printer in site_printers if printers.is_fit(printer, now)]
    # Stable: among equals the order of rank stays.
    fit.sort(key=lambda printer: printer.problem is not None)
    idle = asking - {printer.id for printer in site_printers if printer.busy}
    stubs = {printer.id for printer in site_printers if printer.stub}
    assigned = []
    for job in due:
        able = [printer.id for printer in fit if may_do(printer, job, site_printers)]
        is_late = job.not_before <= now - FIRST_ONLY
        choices = (
            printer_id for printer_id in able if not is_late or printer_id in idle
        )
        choice = next(choices, None)
        if choice in idle:
            # One job for each: what comes next is chosen when this one is done.
            idle.remove(choice)
            next_there = (job.public_id, job.attempts, choice, choice in stubs)
            assigned.append(DueJob(*next_there, job.badge_id, job.alarm_id))
    return assigned


def due_by_site(store: Store) -> dict[int, Hashable]:
    """Return the sites with due jobs, each with a value that changes when there are more."""
    due = (
        select(
            col(Site.id),
            col(Site.version),
            func.count(),
            func.max(col(PrintJob.not_before)),
        )
        .join(PrintJob, col(Site.id) == col(PrintJob.site_id))
        .where(
            col(PrintJob.state) == PrintState.QUEUED,
            col(PrintJob.not_before) <= store.now,
            ~of_no_more_use(),
            ~_RESTRICTED,
        )
        .group_by(col(Site.id), col(Site.version))
        .params(moments(store.now))
    )
    return {site_id: tuple(mark) for site_id, *mark in store.execute(due)}


def bond(job: RoutedJob, site_printers: Sequence[PlacedPrinter]) -> int | None:
    """Return the one printer that the job must come out of, if any.

    A part of it lies there, or the desk asked for that printer; a retired printer binds no job.
    """
    # A part that lies somewhere comes first: it must be ejected before anything else.
    printer_id = job.stub_printer_id or job.asked_printer_id
    return (
        printer_id if printer_id in {printer.id for printer in site_printers} else None
    )


def may_do(
    printer: PlacedPrinter, job: RoutedJob, site_printers: Sequence[PlacedPrinter]
) -> bool:
    """True if the printer is the one that the job waits for, or else one of its group."""
    bound = bond(job, site_printers)
    if bound is not None:
        return printer.id == bound
    return (printer.site_id, printer.group_id) == (job.site_id, job.group_id)


def moments(now: datetime) -> dict[str, datetime]:
    """Return the values that expressions about jobs need: now, and since when one may wait."""
    return {
        "now": now,
        "oldest": now - EXPIRES,
        "oldest_roll": now - ROLL_EXPIRES,
    }


def of_no_more_use() -> Any:  # noqa: ANN401 - an SQL expression
    """SQL: the job is too old at these `moments`, its guest has left, or a newer copy exists."""
    badge, newer = aliased(Badge), aliased(Badge)
    this = col(badge.id) == col(PrintJob.badge_id)
    left = exists().where(this, col(Departure.visit_id) == col(badge.visit_id))
    newer_copy = col(newer.copy_number) > col(badge.copy_number)
    replaced = exists().where(
        this, col(newer.visit_id) == col(badge.visit_id), newer_copy
    )
    queued, is_roll = col(PrintJob.queued_at), col(PrintJob.alarm_id).is_not(None)
    late_roll = and_(is_roll, queued <= bindparam("oldest_roll"))
    return or_(queued <= bindparam("oldest"), late_roll, left, replaced)


# It has no name to print; once the guest lifts the restriction it is due again.
_RESTRICTED = exists().where(
    col(Badge.id) == col(PrintJob.badge_id),
    col(Restriction.visit_id) == col(Badge.visit_id),
)
_SITES = select(col(Printer.site_id)).where(
    col(Printer.id).in_(bindparam("printers", expanding=True))
)
# Composed once at import: building it anew cost more than asking it.
_DUE = (
    select(
        col(PrintJob.public_id),
        col(PrintJob.badge_id),
        col(PrintJob.alarm_id),
        col(PrintJob.site_id),
        col(PrintJob.group_id),
        col(PrintJob.attempts),
        col(PrintJob.not_before),
        col(PrintJob.stub_printer_id),
        col(PrintJob.asked_printer_id),
    )
    .where(
        col(PrintJob.state) == PrintState.QUEUED,
        col(PrintJob.not_before) <= bindparam("now"),
        col(PrintJob.site_id).in_(_SITES),
        ~of_no_more_use(),
        ~_RESTRICTED,
    )
    .order_by(
        col(PrintJob.alarm_id).is_(None),
        col(PrintJob.not_before),
        col(PrintJob.badge_id),
    )
    .limit(AT_ONCE)
)
_BUSY = exists().where(
    col(PrintJob.printer_id) == col(Printer.id), col(PrintJob.state).in_(LIVE)
)
_STUB = exists().where(col(PrintJob.stub_printer_id) == col(Printer.id))
_PRINTERS = (
    select(
        col(Printer.id),
        col(Printer.site_id),
        col(Printer.group_id),
        col(Printer.condition),
        col(Printer.last_seen_at),
        col(Printer.problem),
        _BUSY.label("busy"),
        _STUB.label("stub"),
    )
    .where(
        col(Printer.site_id).in_(bindparam("sites", expanding=True)),
        col(Printer.retired_at).is_(None),
    )
    .order_by(col(Printer.rank), col(Printer.id))
)
