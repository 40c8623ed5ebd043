"""The job queue of the print agent inside the server, which uses the database without the API."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from time import monotonic

from printers.addresses import Device, parse_address
from printers.agent.queue import DrivenPrinter, PrinterReport, QueueAway
from printers.agent.worker import WorkerPace
from printers.errors import PrinterError
from printers.roll import PrintContent
from printers.vocabulary import (
    Attempt,
    Confirmation,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintKind,
    PrintProblemKind,
)
from visits.printing import (
    badge_content,
    leasing,
    own_printers,
    poll,
    print_jobs,
    printers,
    rolls,
    scheduling,
)
from visits.printing.agents import AnnouncedPrinter
from visits.printing.own_printers import Begun, BegunJob
from visits.store.database import Database, Store
from visits.store.news import News
from visits.store.sites import Printer
from visits.vocabulary.refusals import NotFound

# A poll waits a second at most, so that the server can stop; news ends the wait sooner.
IN_HOUSE = WorkerPace(patience=1.0, away=1.0)
# Seconds between looks for overdue jobs and at leases: time brings them on, and no commit.
ATTEND_EVERY = 0.5


class EmbeddedQueue:
    """Jobs for the printers that have an address and are driven by this server.

    What is kept here between calls only spares a look: the store is the truth, and is looked at
    once a second all the same.
    """

    def __init__(self, database: Database, attend_every: float = ATTEND_EVERY) -> None:
        self._database = database
        self._attend_every = attend_every
        self._attended_at = self._listed_at = -attend_every
        self._announced: list[AnnouncedPrinter] = []
        self._has_begun = False
        self._seen = self._listed_news = -1
        self._driven: Sequence[Printer] = []
        # By the printers' keys: what each has in hand, and when nothing else was due there.
        self._in_hand: dict[str, BegunJob] = {}
        self._all_begun_at: dict[str, int] = {}

    def roster(self) -> Sequence[DrivenPrinter]:
        news = self._database.news[News.PRINTERS]
        is_old = monotonic() - self._listed_at >= self._attend_every
        if is_old or news != self._listed_news:
            with self._reached(), self._database.reading() as store:
                self._driven = printers.of_this_server(store)
            self._listed_at, self._listed_news = monotonic(), news
        machines = map(_machine, self._driven)
        return [machine for machine in machines if machine is not None]

    def announce(self, reports: Sequence[PrinterReport]) -> None:
        with self._reached():
            poll.announce(self._database, None, _announced(reports))

    def poll(
        self, reports: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        announced = _announced(reports)
        with self._reached():
            self._attend(announced)
        before = self._seen
        if before >= 0:
            self._database.news.wait(News.PRINTING, before, patience)
        # Counted before looking: what is queued meanwhile must end the next wait at once.
        self._seen = self._database.news[News.PRINTING]
        is_woken = -1 < before != self._seen
        keys = self._ids({printer.key for printer in announced})
        with self._reached():
            return self._woken(keys) if is_woken else self._looked(keys)

    def content(self, attempt: Attempt) -> PrintContent:
        if content := self._content(attempt):
            return content
        try:
            with self._reached(), self._database.reading() as store:
                if attempt.kind is PrintKind.ROLL:
                    return rolls.content(store, print_jobs.alarm_of(store, attempt))
                return badge_content.content(store, print_jobs.badge_of(store, attempt))
        except NotFound:
            raise JobLost from None

    def started(self, attempt: Attempt) -> None:
        # What it prints was read with the lease: then the job was started with that too.
        if self._content(attempt):
            return
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
    ) -> Attempt | None:
        """Settle the attempt and begin what its printer prints next, in one transaction."""
        seen, key = self._database.news[News.PRINTING], attempt.printer
        goes_on = outcome in print_jobs.SENT and self._all_begun_at.get(key) != seen
        keys = self._ids({key}) if goes_on else {}

        def settle(store: Store) -> Begun | None:
            print_jobs.report(store, attempt, outcome, problem)
            return own_printers.begin(store, keys) if keys else None

        with self._reached():
            begun = self._database.run(settle)
        self._in_hand.pop(key, None)
        attempts = self._noted(begun, keys, seen) if begun else []
        return attempts[0] if attempts else None

    def _woken(self, keys: Mapping[int, str]) -> list[Attempt]:
        """Begin what is due, after news that something may be."""
        # A printer at work looks for its next badge when it reports.
        idle = {number: key for number, key in keys.items() if key not in self._in_hand}
        if not idle:
            return []
        begun = self._database.run(partial(own_printers.begin, keys=idle))
        return self._noted(begun, idle, self._seen)

    def _looked(self, keys: Mapping[int, str]) -> list[Attempt]:
        """Begin what is due, if anything: most looks end without becoming a writer."""
        with self._database.reading() as store:
            schedule = scheduling.due_jobs(store, keys)
        if not schedule.jobs:
            return []
        begun = self._database.run(partial(own_printers.begin, keys=keys))
        return self._noted(begun, keys, self._seen)

    def _noted(self, begun: Begun, keys: Mapping[int, str], seen: int) -> list[Attempt]:
        for key in keys.values():
            self._all_begun_at[key] = seen if begun.is_all else -1
        for job in begun.jobs:
            self._in_hand[job.attempt.printer] = job
        return [job.attempt for job in begun.jobs]

    def _content(self, attempt: Attempt) -> PrintContent | None:
        job = self._in_hand.get(attempt.printer)
        return job.content if job and job.attempt == attempt else None

    def _ids(self, keys: set[str]) -> dict[int, str]:
        return {
            printer.id: printer.public_id
            for printer in self._driven
            if printer.public_id in keys
        }

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
        if is_news or monotonic() - self._attended_at >= self._attend_every:
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
