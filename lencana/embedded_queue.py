"""The job queue of the print agent inside the server, which uses the database without the API."""

from collections.abc import Sequence
from time import monotonic

from printers.addresses import parse_address
from printers.agent.queue import DrivenPrinter, PrinterReport
from printers.agent.worker import WorkerPace
from printers.badge import BadgeContent
from printers.device import Device
from printers.errors import PrinterError
from printers.vocabulary import (
    Attempt,
    Confirmation,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)
from visits.printing import badge_content, leasing, poll, print_jobs, printers
from visits.printing.agents import AnnouncedPrinter
from visits.store.database import Database
from visits.store.sites import Printer
from visits.vocabulary.refusals import NotFound

# A poll waits a second at most, so that the server can stop; a commit ends the wait sooner.
IN_HOUSE = WorkerPace(patience=1.0, away=1.0)
# Seconds between looks for overdue jobs: every commit wakes the poll, and few change a job.
SETTLE_EVERY = 0.5


class EmbeddedQueue:
    """Jobs for the printers that have an address and are driven by this server."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._settled_at = -SETTLE_EVERY
        self._has_begun = False

    def roster(self) -> Sequence[DrivenPrinter]:
        with self._database.reading() as store:
            driven = printers.of_this_server(store)
        return [machine for machine in map(_machine, driven) if machine is not None]

    def announce(self, reports: Sequence[PrinterReport]) -> None:
        poll.announce(self._database, None, _announced(reports))

    def poll(
        self, reports: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        self._settle()
        # Counted before looking: a commit in between must end the wait at once.
        commits = self._database.commits
        attempts = poll.poll(self._database, None, _announced(reports))
        if attempts:
            return attempts
        self._database.wait_for_commit(commits, patience)
        # A printer that was busy may be done by now: perhaps that commit was its outcome.
        keys = [report.machine.key for report in reports]
        return poll.next_attempts(self._database, None, keys)

    def badge(self, attempt: Attempt) -> BadgeContent:
        try:
            with self._database.reading() as store:
                return badge_content.content(store, print_jobs.badge_of(store, attempt))
        except NotFound:
            raise JobLost from None

    def started(self, attempt: Attempt) -> None:
        with self._database.transaction() as store:
            print_jobs.started(store, attempt)

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        with self._database.transaction() as store:
            print_jobs.waits(store, attempt, condition)

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> None:
        with self._database.transaction() as store:
            print_jobs.report(store, attempt, outcome, problem)

    def _settle(self) -> None:
        """Settle overdue jobs; at the first call also what was being printed at the last stop."""
        if not self._has_begun:
            # Nobody else has its jobs, so their leases need not run out.
            with self._database.transaction() as store:
                leasing.take_back(store)
            self._has_begun = True
        if monotonic() - self._settled_at >= SETTLE_EVERY:
            self._settled_at = monotonic()
            poll.settle_overdue(self._database)


def _machine(printer: Printer) -> DrivenPrinter | None:
    """Return the printer as the agent drives it; None for an address that is not valid."""
    try:
        address = parse_address(printer.address or "")
    except PrinterError:
        return None
    # NONE is not trusted: half a badge in its buffer may have kept it from answering then.
    can_confirm = printer.confirm is not Confirmation.NONE
    device = Device(
        address=address,
        width=printer.width,
        cutter=printer.cutter,
        confirm=printer.confirm if can_confirm else None,
        answers_within=printer.answers_within or 0,
    )
    return DrivenPrinter(printer.public_id, printer.name, device)


def _announced(reports: Sequence[PrinterReport]) -> list[AnnouncedPrinter]:
    return [
        AnnouncedPrinter(
            report.machine.key,
            report.machine.device.width,
            report.condition,
            report.confirm,
            report.job,
        )
        for report in reports
    ]
