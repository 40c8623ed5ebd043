"""What a print job becomes by what its agent reports of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)
from visits import sites
from visits.printing import leasing, printers
from visits.printing.leasing import UNSEEN
from visits.printing.printers import Sighting
from visits.printing.scheduling import LIVE, may_do
from visits.store import locks
from visits.store.database import Store
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState

# Before each further attempt; short at first, as most printers are back within seconds.
PAUSES = [timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30)]
# Stubs that a job may leave on paper before a person is asked.
MOST_STUBS = 3
SENT = frozenset({Outcome.PRINTED, Outcome.SENT_UNCONFIRMED})
# What a problem says about the printer itself. A broken connection says nothing about it.
CONDITIONS = {
    PrintProblemKind.UNREACHABLE: PrinterCondition.UNREACHABLE,
    PrintProblemKind.REFUSED: PrinterCondition.UNREACHABLE,
    PrintProblemKind.PAPER_OUT: PrinterCondition.PAPER_OUT,
    PrintProblemKind.COVER_OPEN: PrinterCondition.COVER_OPEN,
    PrintProblemKind.CUTTER_ERROR: PrinterCondition.CUTTER_ERROR,
    PrintProblemKind.FAULT: PrinterCondition.FAULT,
    PrintProblemKind.OFFLINE: PrinterCondition.OFFLINE,
    PrintProblemKind.BAD_ADDRESS: PrinterCondition.FAULT,
    PrintProblemKind.TOO_SLOW: PrinterCondition.FAULT,
    PrintProblemKind.UNKNOWN_PROFILE: PrinterCondition.FAULT,
    PrintProblemKind.UNKNOWN_WIDTH: PrinterCondition.FAULT,
    PrintProblemKind.UNFIT_PROFILE: PrinterCondition.FAULT,
}


_THIS = select(col(Badge.id)).where(col(Badge.public_id) == bindparam("job"))
_START = (
    update(PrintJob)
    .where(
        col(PrintJob.badge_id).in_(_THIS),
        col(PrintJob.attempts) == bindparam("attempt"),
        # NULL is the agent inside the server, and `=` never holds for NULL.
        col(PrintJob.agent_id).is_not_distinct_from(bindparam("agent")),
        col(PrintJob.state) == PrintState.CLAIMED,
    )
    .values(state=PrintState.STARTED, started_at=bindparam("now"), problem=None)
)

_CLEAR = (
    update(PrintJob)
    .where(col(PrintJob.stub_printer_id) == bindparam("printer"))
    .values(stub_printer_id=None)
)


def badge_of(store: Store, attempt: Attempt, agent_id: int | None = None) -> int:
    """Return the id of the badge that this agent is to print; asked again, the same (`JobLost`)."""
    return _live(store, attempt, agent_id).badge_id


def started(store: Store, attempt: Attempt, agent_id: int | None = None) -> None:
    """Record that paper may carry the badge from now on (`JobLost`).

    If the agent is lost after that, the job is a question for a person.
    """
    values = {
        "job": attempt.job,
        "attempt": attempt.number,
        "agent": agent_id,
        "now": store.now,
    }
    locks.sites_of_jobs(store, col(Badge.public_id) == attempt.job)
    begun: Any = store.execute(_START, values, execution_options=UNSEEN)
    # Started again after a lost answer changes nothing; a lost job raises.
    if begun.rowcount != 1:
        _live(store, attempt, agent_id)


def waits(
    store: Store,
    attempt: Attempt,
    condition: PrinterCondition,
    agent_id: int | None = None,
) -> None:
    """Record why the printer that holds the badge waits, or that it goes on (`JobLost`)."""
    job = _live(store, attempt, agent_id)
    goes_on = condition.fit_to_print
    job.state = PrintState.STARTED if goes_on else PrintState.WAITING_PRINTER
    job.problem = condition.problem
    sighting = Sighting(condition, agent_id=agent_id)
    printers.record_sighting(store, _printer(store, job), sighting)
    sites.changed(store, job.site_id)


def report(
    store: Store,
    attempt: Attempt,
    outcome: Outcome,
    problem: PrintProblemKind | None = None,
    agent_id: int | None = None,
) -> None:
    """Settle the attempt by its outcome, however late; reported again it changes nothing."""
    job = _find(store, attempt, agent_id)
    # An agent that was thought lost may still report: a person need not look then.
    if job is None or job.state not in {*LIVE, PrintState.NEEDS_HUMAN}:
        return
    is_late = job.state is PrintState.NEEDS_HUMAN
    job.problem, job.leased_until = problem, None
    _OUTCOMES[outcome](store, job)
    if is_late:
        _mend_guess(job, outcome)
    elif outcome in SENT:
        _clear_of_stubs(store, job)
    leasing.settle_cancelled(store, job)
    sites.changed(store, job.site_id)


def _printed(store: Store, job: PrintJob) -> None:
    _settle(store, job, PrintState.PRINTED)


def _sent_unconfirmed(store: Store, job: PrintJob) -> None:
    _settle(store, job, PrintState.SENT_UNCONFIRMED)


def _not_sent(store: Store, job: PrintJob) -> None:
    """Queue it again: at once if another printer can do it, else after a growing pause."""
    printer = _printer(store, job)
    printer.problem = job.problem
    condition = CONDITIONS.get(job.problem) if job.problem else None
    if condition:
        sighting = Sighting(condition, agent_id=job.agent_id)
        printers.record_sighting(store, printer, sighting)
    site_printers = printers.of_site(store, job.site_id)
    able = [
        other
        for other in site_printers
        if may_do(other, job, site_printers) and printers.is_fit(other, store.now)
    ]
    pause = PAUSES[min(job.attempts, len(PAUSES)) - 1]
    # Without a condition this printer is still held to be fit, and would be chosen at once again.
    _queue_again(store, job, timedelta(0) if condition and able else pause)


def _cut_short(store: Store, job: PrintJob) -> None:
    """Queue it again; the next attempt ejects the stub first, and after three a person is asked."""
    job.stubs += 1
    job.stub_printer_id = job.printer_id
    _printer(store, job).problem = job.problem
    # Paper is spent by each try, and what was cut short thrice is no chance.
    if job.stubs > MOST_STUBS:
        _settle(store, job, PrintState.NEEDS_HUMAN)
    else:
        _queue_again(store, job, PAUSES[job.stubs - 1])


def _needs_human(store: Store, job: PrintJob) -> None:
    """Ask a person: the printer may hold a whole badge, or a part that was not cut."""
    job.stub_printer_id = job.printer_id
    _settle(store, job, PrintState.NEEDS_HUMAN)


def _impossible(store: Store, job: PrintJob) -> None:
    # Refused before byte 1, nothing of it can lie there.
    job.stub_printer_id = job.printer_id if job.started_at else job.stub_printer_id
    _settle(store, job, PrintState.NEEDS_HUMAN)


_OUTCOMES: dict[Outcome, Callable[[Store, PrintJob], None]] = {
    Outcome.PRINTED: _printed,
    Outcome.SENT_UNCONFIRMED: _sent_unconfirmed,
    Outcome.NOT_SENT: _not_sent,
    Outcome.CUT_SHORT: _cut_short,
    Outcome.UNKNOWN: _needs_human,
    Outcome.IMPOSSIBLE: _impossible,
}


def _queue_again(store: Store, job: PrintJob, pause: timedelta) -> None:
    job.state, job.started_at = PrintState.QUEUED, None
    job.not_before = store.now + pause


def _settle(store: Store, job: PrintJob, state: PrintState) -> None:
    printer = _printer(store, job)
    if state is PrintState.NEEDS_HUMAN:
        printer.problem = job.problem
    else:
        printer.problem, printer.last_seen_at = None, store.now
        job.settled_at = store.now
    job.state = state


def _clear_of_stubs(store: Store, job: PrintJob) -> None:
    """Forget the printer's stubs: before a badge came out they were ejected."""
    # The statement is not looked up in what the session holds.
    if job.stub_printer_id == job.printer_id:
        job.stub_printer_id = None
    store.execute(_CLEAR, {"printer": job.printer_id}, execution_options=UNSEEN)


def _mend_guess(job: PrintJob, outcome: Outcome) -> None:
    """Take back the guess of a stub: the agent that was thought lost reports that there is none.

    Stubs of other jobs stay, because this late report says nothing about them.
    """
    if outcome in SENT or (outcome is Outcome.NOT_SENT and not job.stubs):
        job.stub_printer_id = None


def _live(store: Store, attempt: Attempt, agent_id: int | None) -> PrintJob:
    job = _find(store, attempt, agent_id)
    if job is None or job.state not in LIVE:
        raise JobLost
    return job


def _find(store: Store, attempt: Attempt, agent_id: int | None) -> PrintJob | None:
    locks.sites_of_jobs(store, col(Badge.public_id) == attempt.job)
    same = (
        col(Badge.public_id) == attempt.job,
        col(PrintJob.attempts) == attempt.number,
        col(PrintJob.agent_id).is_not_distinct_from(agent_id),
    )
    return store.exec(select(PrintJob).join(Badge).where(*same)).first()


def _printer(store: Store, job: PrintJob) -> Printer:
    return store.get_one(Printer, job.printer_id)
