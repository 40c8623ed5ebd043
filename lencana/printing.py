"""Printing: a claimed job is delivered between two transactions, and what became of it is reported."""

from printers.delivery import Outcome, parse_address
from printers.errors import Handed, PrinterError
from printers.press import print_badge
from visits.paper import print_jobs, wording
from visits.paper.print_jobs import Claim
from visits.refusals import NotFound
from visits.store.database import Database
from visits.words import PrintOutcome

OUTCOMES = {
    Outcome.printed: PrintOutcome.PRINTED,
    Outcome.sent_unconfirmed: PrintOutcome.SENT_UNCONFIRMED,
}


def print_due(database: Database) -> int:
    """One job that is due has been tried; says how many were (0 or 1). An idle look writes nothing."""
    with database.reading() as store:
        if not print_jobs.any_due(store):
            return 0
    with database.transaction() as store:
        print_jobs.recover(store)
        claimed = print_jobs.claim(store)
    if claimed is None:
        return 0
    _print(database, claimed)
    return 1


def _print(database: Database, claimed: Claim) -> None:
    try:
        with database.transaction() as store:
            badge = wording.words(store, claimed.badge_id)
            print_jobs.started(store, claimed)
    except (NotFound, print_jobs.LeaseLostError):
        return
    try:
        outcome = print_badge(badge, parse_address(claimed.address), claimed.width)
    except PrinterError as problem:
        _report_failure(database, claimed, problem)
        return
    with database.transaction() as store:
        print_jobs.done(store, claimed, OUTCOMES[outcome])


def _report_failure(database: Database, claimed: Claim, problem: PrinterError) -> None:
    nobody_knows = problem.handed_over is Handed.everything
    with database.transaction() as store:
        print_jobs.failed(
            store, claimed, problem.reason.value, nobody_knows=nobody_knows, permanent=problem.permanent
        )
