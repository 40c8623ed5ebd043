"""What a print job becomes by what its agent reports of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, exists, null, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
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
from visits.printing.printers import Sighting
from visits.printing.scheduling import LIVE, may_do
from visits.store import locks
from visits.store.database import Store
from visits.store.news import News
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState

# Before each further attempt; short at first, as most printers are back within seconds.
PAUSES = [timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30)]
# Stubs that a job may leave on paper before a person is asked.
MOST_STUBS = 3
SENT = {
    Outcome.PRINTED: PrintState.PRINTED,
    Outcome.SENT_UNCONFIRMED: PrintState.SENT_UNCONFIRMED,
}
# An agent that was thought lost may still report: a person need not look then.
REPORTABLE = (*LIVE, PrintState.NEEDS_HUMAN)
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


_THE_ATTEMPT = (
    col(PrintJob.public_id) == bindparam("job"),
    col(PrintJob.attempts) == bindparam("attempt"),
    # NULL is the agent inside the server, and `=` never holds for NULL.
    col(PrintJob.agent_id).is_not_distinct_from(bindparam("agent")),
)
_START = (
    update(PrintJob)
    .where(*_THE_ATTEMPT, col(PrintJob.state) == PrintState.CLAIMED)
    .values(state=PrintState.STARTED, started_at=bindparam("now"), problem=None)
)
_FIND = select(PrintJob).where(*_THE_ATTEMPT)
_with_stub = aliased(PrintJob)
_ATTEMPT = (
    columns(
        col(PrintJob.site_id),
        col(PrintJob.state),
        col(PrintJob.printer_id),
        col(Printer.problem),
        col(Printer.last_seen_at),
        exists()
        .where(col(_with_stub.stub_printer_id) == col(Printer.id))
        .label("has_stubs"),
    )
    .select_from(PrintJob)
    .join(Printer, col(Printer.id) == col(PrintJob.printer_id))
    .where(*_THE_ATTEMPT, col(PrintJob.state).in_(REPORTABLE))
)
_SENT = (
    update(PrintJob)
    .where(col(PrintJob.public_id) == bindparam("job"))
    .values(
        state=bindparam("sent"),
        settled_at=bindparam("now"),
        leased_until=None,
        problem=bindparam("because"),
        # What was guessed of an agent that was thought lost: there is no stub.
        stub_printer_id=case(
            (col(PrintJob.state) == PrintState.NEEDS_HUMAN, null()),
            else_=col(PrintJob.stub_printer_id),
        ),
    )
)
_ANSWERED = (
    update(Printer)
    .where(col(Printer.id) == bindparam("printer"))
    .values(problem=None, last_seen_at=bindparam("now"))
)
_CLEAR = (
    update(PrintJob)
    .where(col(PrintJob.stub_printer_id) == bindparam("printer"))
    .values(stub_printer_id=None)
)


def badge_of(store: Store, attempt: Attempt, agent_id: int | None = None) -> int:
    """Return the id of the badge that this agent is to print; asked again, the same (`JobLost`)."""
    return _of_kind(_live(store, attempt, agent_id).badge_id)


def alarm_of(store: Store, attempt: Attempt, agent_id: int | None = None) -> int:
    """Return the id of the alarm whose roll it is to print; asked again, the same (`JobLost`)."""
    return _of_kind(_live(store, attempt, agent_id).alarm_id)


def started(store: Store, attempt: Attempt, agent_id: int | None = None) -> None:
    """Record that paper may carry the badge from now on (`JobLost`).

    If the agent is lost after that, the job is a question for a person.
    """
    locks.site_of_job(store, attempt.job)
    begun = store.prepared(_START, **_named(attempt, agent_id), now=store.now)
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
    if outcome in SENT:
        _report_sent(store, attempt, SENT[outcome], problem, agent_id)
        return
    job = _find(store, attempt, agent_id)
    if job is None or job.state not in REPORTABLE:
        return
    is_late = job.state is PrintState.NEEDS_HUMAN
    job.problem, job.leased_until = problem, None
    _OUTCOMES[outcome](store, job)
    # The guess of a stub was of the agent that was thought lost; those of other jobs stay.
    if is_late and outcome is Outcome.NOT_SENT and not job.stubs:
        job.stub_printer_id = None
    leasing.settle_cancelled(store, job)
    sites.changed(store, job.site_id)


def _report_sent(
    store: Store,
    attempt: Attempt,
    state: PrintState,
    problem: PrintProblemKind | None,
    agent_id: int | None,
) -> None:
    # By tuples: this is what becomes of nearly every badge.
    locks.site_of_job(store, attempt.job)
    job = store.prepared(_ATTEMPT, **_named(attempt, agent_id)).first()
    if job is None:
        return
    sent = {"job": attempt.job, "sent": state, "now": store.now, "because": problem}
    store.prepared(_SENT, **sent)
    # Before a badge came out the printer's stubs were ejected; a late report says nothing of them.
    if job.has_stubs and job.state is not PrintState.NEEDS_HUMAN:
        store.prepared(_CLEAR, printer=job.printer_id)
    if job.problem or printers.is_sign_of_life_due(job.last_seen_at, store.now):
        store.prepared(_ANSWERED, printer=job.printer_id, now=store.now)
    sites.changed(store, job.site_id)
    # One elsewhere waits to hear that something is due; the server's own looks by itself.
    if agent_id is not None:
        store.news.add(News.PRINTING)


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
        _ask_a_person(store, job)
    else:
        _queue_again(store, job, PAUSES[job.stubs - 1])


def _needs_human(store: Store, job: PrintJob) -> None:
    """Ask a person: the printer may hold a whole badge, or a part that was not cut."""
    job.stub_printer_id = job.printer_id
    _ask_a_person(store, job)


def _impossible(store: Store, job: PrintJob) -> None:
    # Refused before byte 1, nothing of it can lie there.
    job.stub_printer_id = job.printer_id if job.started_at else job.stub_printer_id
    _ask_a_person(store, job)


_OUTCOMES: dict[Outcome, Callable[[Store, PrintJob], None]] = {
    Outcome.NOT_SENT: _not_sent,
    Outcome.CUT_SHORT: _cut_short,
    Outcome.UNKNOWN: _needs_human,
    Outcome.IMPOSSIBLE: _impossible,
}


def _queue_again(store: Store, job: PrintJob, pause: timedelta) -> None:
    job.state, job.started_at = PrintState.QUEUED, None
    job.not_before = store.now + pause


def _ask_a_person(store: Store, job: PrintJob) -> None:
    _printer(store, job).problem = job.problem
    job.state = PrintState.NEEDS_HUMAN


def _named(attempt: Attempt, agent_id: int | None) -> dict[str, Any]:
    return {"job": attempt.job, "attempt": attempt.number, "agent": agent_id}


def _of_kind(number: int | None) -> int:
    if number is None:
        raise JobLost
    return number


def _live(store: Store, attempt: Attempt, agent_id: int | None) -> PrintJob:
    job = _find(store, attempt, agent_id)
    if job is None or job.state not in LIVE:
        raise JobLost
    return job


def _find(store: Store, attempt: Attempt, agent_id: int | None) -> PrintJob | None:
    locks.site_of_job(store, attempt.job)
    return store.execute(_FIND, _named(attempt, agent_id)).scalar()


def _printer(store: Store, job: PrintJob) -> Printer:
    return store.get_one(Printer, job.printer_id)
