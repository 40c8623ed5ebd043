"""An agent played by hand: it claims, starts and reports as a real one does."""

from collections.abc import Collection

from sqlmodel import col, select

from printers.vocabulary import Attempt, Outcome, PrintProblemKind
from visits.printing import leasing, print_jobs
from visits.printing.scheduling import due_jobs
from visits.store.database import Database, Store
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState


def claim(
    store: Store, printer_ids: Collection[int], agent_id: int | None = None
) -> list[Attempt]:
    """What these printers shall do next, leased; their keys are their public ids."""
    leased = [
        leasing.lease(
            store, due, store.get_one(Printer, due.printer_id).public_id, agent_id
        )
        for due in due_jobs(store, printer_ids).jobs
    ]
    return [attempt for attempt in leased if attempt is not None]


def claim_all(database: Database, agent_id: int | None = None) -> list[Attempt]:
    """All that all printers shall do now, as a real agent would look first."""
    with database.transaction() as store:
        ids = list(store.exec(select(Printer.id)))
        if leasing.any_overdue(store):
            leasing.settle_overdue(store)
        return claim(store, ids, agent_id)


def claimed(database: Database, agent_id: int | None = None) -> Attempt:
    """The one job that is to be done now."""
    (found,) = claim_all(database, agent_id)
    return found


def start(database: Database, attempt: Attempt) -> None:
    with database.transaction() as store:
        print_jobs.started(store, attempt)


def report(
    database: Database,
    attempt: Attempt,
    outcome: Outcome,
    problem: PrintProblemKind | None = None,
) -> None:
    with database.transaction() as store:
        print_jobs.report(store, attempt, outcome, problem)


def bring_out(database: Database, outcome: Outcome = Outcome.PRINTED) -> Attempt:
    """The one job is claimed, started, and this became of it."""
    attempt = claimed(database)
    start(database, attempt)
    report(database, attempt, outcome)
    return attempt


def states(database: Database) -> list[PrintState]:
    with database.reading() as store:
        return [
            job.state
            for job in store.exec(select(PrintJob).order_by(col(PrintJob.badge_id)))
        ]


def job(database: Database) -> PrintJob:
    with database.reading() as store:
        return store.exec(select(PrintJob)).one()
