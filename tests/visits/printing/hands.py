"""An agent played by hand: it claims, starts and reports as a real one does."""

from collections.abc import Collection

from sqlmodel import col, select

from printers.vocabulary import Outcome, PrintProblemKind
from visits.printing import leasing, print_jobs
from visits.printing.leasing import Claim
from visits.printing.print_jobs import Held
from visits.printing.scheduling import due_attempts
from visits.store.database import Database, Store
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState


def claim(
    store: Store, printer_ids: Collection[int], agent_id: int | None = None
) -> list[Claim]:
    """What these printers shall do next, leased."""
    leased = [
        leasing.lease(store, turn, agent_id)
        for turn in due_attempts(store, printer_ids)
    ]
    return [one for one in leased if one is not None]


def claim_all(database: Database, agent_id: int | None = None) -> list[Claim]:
    """All that all printers shall do now, as a real agent would look first."""
    with database.transaction() as store:
        ids = list(store.exec(select(Printer.id)))
        if leasing.any_overdue(store):
            leasing.settle_overdue(store)
        return claim(store, ids, agent_id)


def claimed(database: Database, agent_id: int | None = None) -> Claim:
    """The one job that is to be done now."""
    (found,) = claim_all(database, agent_id)
    return found


def held(claim: Claim, agent_id: int | None = None) -> Held:
    return Held(claim.public_id, claim.attempt, agent_id)


def start(database: Database, claim: Claim) -> None:
    with database.transaction() as store:
        print_jobs.started(store, held(claim))


def report(
    database: Database,
    claim: Claim,
    outcome: Outcome,
    problem: PrintProblemKind | None = None,
) -> None:
    with database.transaction() as store:
        print_jobs.report(store, held(claim), outcome, problem)


def bring_out(database: Database, outcome: Outcome = Outcome.PRINTED) -> Claim:
    """The one job is claimed, started, and this became of it."""
    claim = claimed(database)
    start(database, claim)
    report(database, claim, outcome)
    return claim


def states(database: Database) -> list[PrintState]:
    with database.reading() as store:
        return [
            job.state
            for job in store.exec(select(PrintJob).order_by(col(PrintJob.badge_id)))
        ]


def job(database: Database) -> PrintJob:
    with database.reading() as store:
        return store.exec(select(PrintJob)).one()
