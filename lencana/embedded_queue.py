"""The job queue of the print agent inside the server, which uses the database without the API."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

from printers.addresses import parse_address
from printers.agent.queue import DrivenPrinter, PrinterReport, QueueAway
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
from visits.store.news import News
from visits.store.sites import Printer
from visits.vocabulary.refusals import NotFound

# A poll waits a second at most, so that the server can stop; news ends the wait sooner.
IN_HOUSE = WorkerPace(patience=1.0, away=1.0)
# Seconds between looks for overdue jobs and at leases: time brings them on, and no commit.
ATTEND_EVERY = 0.5


class EmbeddedQueue:
    """Jobs for the printers that have an address and are driven by this server."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._attended_at = -ATTEND_EVERY
        self._announced: list[AnnouncedPrinter] = []
        self._has_begun = False
        self._seen = -1

    def roster(self) -> Sequence[DrivenPrinter]:
        with self._reached(), self._database.reading() as store:
            driven = printers.of_this_server(store)
        return [machine for machine in map(_machine, driven) if machine is not None]

    def announce(self, reports: Sequence[PrinterReport]) -> None:
        with self._reached():
            poll.announce(self._database, None, _announced(reports))

    def poll(
        self, reports: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        announced = _announced(reports)
        with self._reached():
            self._attend(announced)
        if self._seen >= 0:
            self._database.wait_for_news(News.PRINTING, self._seen, patience)
        # Counted before looking: what is queued meanwhile must end the next wait at once.
        self._seen = self._database.news[News.PRINTING]
        keys = [printer.key for printer in announced]
        with self._reached():
            return poll.next_attempts(self._database, None, keys)

    def badge(self, attempt: Attempt) -> BadgeContent:
        try:
            with self._reached(), self._database.reading() as store:
                return badge_content.content(store, print_jobs.badge_of(store, attempt))
        except NotFound:
            raise JobLost from None

    def started(self, attempt: Attempt) -> None:
        with self._reached(), self._database.transaction() as store:
            print_jobs.started(store, attempt)

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        with self._reached(), self._database.transaction() as store:
            print_jobs.waits(store, attempt, condition)

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> None:
        with self._reached(), self._database.transaction() as store:
            print_jobs.report(store, attempt, outcome, problem)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Raise QueueAway where the database fails: a badge is not to blame for that."""
        try:
            yield
        except self._database.backend.errors:
            # Without the error: its text may hold a word of the badge.
            raise QueueAway("the database does not answer") from None

    def _attend(self, announced: list[AnnouncedPrinter]) -> None:
        """Record news of the printers; now and then renew leases and settle overdue jobs.

        The first call also settles what was being printed when the server stopped.
        """
        if not self._has_begun:
            # Nobody else has its jobs, so their leases need not run out.
            with self._database.transaction() as store:
                leasing.take_back(store)
            self._has_begun = True
        conditions = [replace(printer, job=None) for printer in announced]
        is_news = conditions != self._announced
        if is_news:
            # One that was not there at the last look may have a badge waiting.
            self._announced, self._seen = conditions, -1
        if is_news or monotonic() - self._attended_at >= ATTEND_EVERY:
            self._attended_at = monotonic()
            poll.settle_overdue(self._database)
            poll.attend(self._database, None, announced)


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
