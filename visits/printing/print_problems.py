"""Print problems: why a badge does not come out now, at which printer, and since when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from printers.vocabulary import PrintProblemKind
from visits.printing import printers
from visits.printing.scheduling import may_do
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState

# How long a guest waits for a badge before the kiosk sends them to the desk.
PATIENCE = timedelta(seconds=10)
ON_ITS_WAY = frozenset({PrintState.QUEUED, PrintState.CLAIMED, PrintState.STARTED})
# A badge that comes out by itself as soon as its printer is fit.
HELD = frozenset({PrintState.QUEUED, PrintState.CLAIMED, PrintState.WAITING_PRINTER})
UNPRINTED = frozenset(
    {PrintState.WAITING_PRINTER, PrintState.NEEDS_HUMAN, PrintState.EXPIRED}
)


@dataclass(frozen=True)
class PrintProblem:
    """Why a badge does not come out, and where one printer is to blame, which and since when."""

    kind: PrintProblemKind
    printer: Printer | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class BlockedBadges:
    """How many badges wait for the same problem to be solved."""

    problem: PrintProblem
    count: int


def problem(
    job: PrintJob, site_printers: Sequence[Printer], now: datetime
) -> PrintProblem | None:
    """Return what keeps the job from printing, if anything."""
    if job.state is PrintState.QUEUED:
        group = [
            printer for printer in site_printers if may_do(printer, job, site_printers)
        ]
        return of_printers(group, now)
    if job.problem is None or job.state is PrintState.PRINTED:
        return None
    by_id = {printer.id: printer for printer in site_printers}
    printer = by_id.get(job.printer_id) if job.printer_id else None
    if printer and printer.condition and printer.condition.problem is job.problem:
        return PrintProblem(job.problem, printer, printer.condition_since)
    return PrintProblem(job.problem, printer)


def needs_the_desk(job: PrintJob, problem: PrintProblem | None, now: datetime) -> bool:
    """True if the desk should look: the badge did not come out, takes long, or has a problem."""
    if job.cancelled_because:
        return False
    is_late = problem is not None or now - job.queued_at > PATIENCE
    return job.state in UNPRINTED or (job.state in ON_ITS_WAY and is_late)


def is_moving(job: PrintJob, problem: PrintProblem | None) -> bool:
    """True if the job's state may change without anybody doing anything."""
    return job.state in ON_ITS_WAY and problem is None


def of_printers(group: Sequence[Printer], now: datetime) -> PrintProblem | None:
    """Return why none of them would print anything now, the first standing for all."""
    if any(printers.is_fit(printer, now) for printer in group):
        return None
    if not group:
        return PrintProblem(PrintProblemKind.NO_PRINTER)
    # The first of the group stands for all: it is the one that would be tried next.
    first = group[0]
    kind = first.condition.problem if first.condition else None
    # Its last condition was fit, so it is the agent that is not heard of.
    if kind is None:
        return PrintProblem(PrintProblemKind.AGENT_LOST, first, first.last_seen_at)
    return PrintProblem(kind, first, first.condition_since)


def blocked(problems: Sequence[PrintProblem]) -> list[BlockedBadges]:
    """Return equal problems of the same printer as one with its number, the most frequent first."""
    # One printer without paper is one problem, however many badges wait for it.
    keys = [
        (problem.kind, problem.printer.id if problem.printer else 0)
        for problem in problems
    ]
    by_key = dict(zip(keys, problems, strict=True))
    return [
        BlockedBadges(by_key[key], count) for key, count in Counter(keys).most_common()
    ]
