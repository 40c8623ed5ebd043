"""Printing: a claimed job is delivered between two transactions, and what became of it is reported."""

import logging

from printers.delivery.addresses import parse_address
from printers.delivery.session import Outcome, deliver
from printers.drawing.layout import draw
from printers.errors import Handed, PrinterError, Reason
from printers.wire.raster import encode
from visits.paper import print_jobs, wording
from visits.paper.print_jobs import Claim
from visits.refusals import NotFound
from visits.store.database import Database
from visits.words import PrintOutcome

OUTCOMES = {
    Outcome.PRINTED: PrintOutcome.PRINTED,
    Outcome.SENT_UNCONFIRMED: PrintOutcome.SENT_UNCONFIRMED,
}

logger = logging.getLogger(__name__)


class NotDrawnError(Exception):
    """A fault of ours kept the badge from being drawn: nothing was sent."""


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
        address, payload = parse_address(claimed.address), _drawn(database, claimed)
        # Only from here on may a badge be half out, and a crash be a question for a person.
        with database.transaction() as store:
            print_jobs.started(store, claimed)
        outcome = deliver(payload, address)
    except (NotFound, print_jobs.LeaseLostError):
        return
    except PrinterError as problem:
        _report_failure(database, claimed, problem)
        return
    except NotDrawnError:
        _report_not_drawn(database, claimed)
        return
    with database.transaction() as store:
        print_jobs.done(store, claimed, OUTCOMES[outcome])


def _drawn(database: Database, claimed: Claim) -> bytes:
    try:
        with database.reading() as store:
            badge = wording.words(store, claimed.badge_id)
        return encode(draw(badge, claimed.width))
    except (NotFound, PrinterError):
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it is, nothing was sent
        # Only the kind of the problem: its text may hold a word of the badge.
        logger.error("badge %s was not drawn: %s", claimed.badge_id, type(problem).__name__)  # noqa: TRY400 - no traceback
        raise NotDrawnError from None


def _report_not_drawn(database: Database, claimed: Claim) -> None:
    with database.transaction() as store:
        print_jobs.failed(store, claimed, Reason.BAD_IMAGE.value, nobody_knows=False, permanent=False)


def _report_failure(database: Database, claimed: Claim, problem: PrinterError) -> None:
    nobody_knows = problem.handed_over is Handed.EVERYTHING
    with database.transaction() as store:
        print_jobs.failed(
            store, claimed, problem.reason.value, nobody_knows=nobody_knows, permanent=problem.permanent
        )
