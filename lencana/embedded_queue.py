"""Printing in this house: the queue of the store, as the print agent beside the faces sees it."""

from collections.abc import Sequence
from time import monotonic

from printers.addresses import parse_address
from printers.agent.queue import DrivenPrinter, PrinterReport, Ticket
from printers.agent.worker import WorkerPace
from printers.badge import BadgeContent
from printers.device import Device
from printers.errors import PrinterError
from printers.vocabulary import (
    Confirmation,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)
from visits.printing import badge_content, leasing, print_jobs, printers
from visits.printing.print_jobs import Held
from visits.printing.printers import Sighting
from visits.printing.scheduling import due_attempts
from visits.store.database import Database
from visits.store.sites import Printer
from visits.vocabulary.refusals import NotFound

IN_HOUSE = WorkerPace(patience=1.0, away=1.0)
RENEW_EVERY = 20.0
TIDY_EVERY = 0.5


class EmbeddedQueue:
    """Jobs for the printers that this house drives itself; woken by every commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[str, int] = {}
        self._told: dict[str, tuple[Sighting, float]] = {}
        self._renewed_at, self._tidied_at = monotonic(), -TIDY_EVERY
        self._has_begun = False

    def roster(self) -> Sequence[DrivenPrinter]:
        with self._database.reading() as store:
            ours = printers.of_this_server(store)
        self._ids = {printer.public_id: printer.id for printer in ours}
        return [machine for machine in map(_machine, ours) if machine is not None]

    def announce(self, announced: Sequence[PrinterReport]) -> None:
        news = [one for one in announced if self._is_news(one)]
        if not news:
            return
        with self._database.transaction() as store:
            for one in news:
                printers.record_sighting(
                    store,
                    store.get_one(Printer, self._ids[one.machine.key]),
                    _sighting(one),
                )
        self._told |= {one.machine.key: (_sighting(one), monotonic()) for one in news}

    def poll(
        self, announced: Sequence[PrinterReport], patience: float
    ) -> Sequence[Ticket]:
        self.announce(announced)
        self._tidied()
        self._renew([one.job for one in announced if one.job])
        ours = [one for one in announced if one.machine.key in self._ids]
        seen = self._database.commits
        tickets = self._claimed([one for one in ours if one.job is None])
        if tickets:
            return tickets
        self._database.wait_for_commit(seen, patience)
        # Who was busy may be done by now, and that commit was perhaps just the one that said so.
        return self._claimed(ours)

    def badge(self, ticket: Ticket) -> BadgeContent:
        try:
            with self._database.reading() as store:
                return badge_content.content(
                    store, print_jobs.badge_of(store, _held(ticket))
                )
        except NotFound:
            raise JobLost from None

    def started(self, ticket: Ticket) -> None:
        with self._database.transaction() as store:
            print_jobs.started(store, _held(ticket))

    def waits(self, ticket: Ticket, condition: PrinterCondition) -> None:
        with self._database.transaction() as store:
            print_jobs.waits(store, _held(ticket), condition)
        self._told.pop(ticket.printer, None)

    def report(
        self, ticket: Ticket, outcome: Outcome, problem: PrintProblemKind | None = None
    ) -> None:
        with self._database.transaction() as store:
            print_jobs.report(store, _held(ticket), outcome, problem)
        self._told.pop(ticket.printer, None)

    def _is_news(self, one: PrinterReport) -> bool:
        """Whether the store does not know it from us; what a job's outcome taught it is no word of ours."""
        said, at = self._told.get(one.machine.key, (None, 0.0))
        is_old = monotonic() - at > printers.SEEN_EVERY.total_seconds()
        return one.machine.key in self._ids and (said != _sighting(one) or is_old)

    def _renew(self, in_hand: Sequence[str]) -> None:
        if in_hand and monotonic() - self._renewed_at > RENEW_EVERY:
            self._renewed_at = monotonic()
            with self._database.transaction() as store:
                leasing.renew(store, in_hand)

    def _tidied(self) -> None:
        """Once the house has begun anew nobody else has its jobs: their leases need not run out."""
        if not self._has_begun:
            with self._database.transaction() as store:
                leasing.take_back(store)
            self._has_begun = True
        if monotonic() - self._tidied_at < TIDY_EVERY:
            return
        self._tidied_at = monotonic()
        with self._database.reading() as store:
            if not leasing.any_overdue(store):
                return
        with self._database.transaction() as store:
            leasing.settle_overdue(store)

    def _claimed(self, announced: Sequence[PrinterReport]) -> list[Ticket]:
        keys = {self._ids[one.machine.key]: one.machine.key for one in announced}
        if not keys:
            return []
        with self._database.reading() as store:
            next_ones = due_attempts(store, keys)
        if not next_ones:
            return []
        with self._database.transaction() as store:
            claimed = [leasing.lease(store, turn) for turn in next_ones]
        return [
            Ticket(one.public_id, one.attempt, keys[one.printer_id], one.eject)
            for one in claimed
            if one
        ]


def _machine(printer: Printer) -> DrivenPrinter | None:
    """What the agent is to drive; an address that means nothing any more is the desk's to see, not to try."""
    try:
        address = parse_address(printer.address or "")
    except PrinterError:
        return None
    # One that could not confirm may have been full of a stub when it was asked: it is asked again.
    can = printer.confirm not in {None, Confirmation.NONE}
    confirm = printer.confirm if can else None
    device = Device(
        address=address, width=printer.width, cutter=printer.cutter, confirm=confirm
    )
    return DrivenPrinter(printer.public_id, printer.name, device)


def _sighting(one: PrinterReport) -> Sighting:
    return Sighting(one.condition, one.confirm)


def _held(ticket: Ticket) -> Held:
    return Held(ticket.job, ticket.attempt)
