"""A queue that survives a crash: attempts are journalled, and capabilities cached."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from printers.agent.journal import AttemptJournal, replace_file
from printers.agent.queue import DrivenPrinter, PrinterReport, Queue
from printers.roll import PrintContent
from printers.vocabulary import (
    Attempt,
    Confirmation,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)


class CapabilityCache:
    """How each printer confirms, by its address.

    One that could not is not kept: it may have been full of a stub when it was probed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _read(path)

    def of(self, machines: Sequence[DrivenPrinter]) -> list[DrivenPrinter]:
        """Return the printers with what is known of each."""
        return [
            _with(machine, self._known.get(str(machine.device.address)))
            for machine in machines
        ]

    def learn(self, machines: Iterable[DrivenPrinter]) -> None:
        """Keep what was probed of these printers."""
        learnt = {
            str(machine.device.address): machine.device.confirm for machine in machines
        }
        capabilities = self._known | {
            address: confirmation
            for address, confirmation in learnt.items()
            if confirmation not in {None, Confirmation.NONE}
        }
        if capabilities != self._known:
            self._known = capabilities
            replace_file(
                self._path,
                "".join(
                    f"{address} {confirmation}\n"
                    for address, confirmation in capabilities.items()
                ),
            )


def _read(path: Path) -> dict[str, Confirmation | None]:
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    pairs = [line.rpartition(" ") for line in lines]
    return {
        address: Confirmation(confirmation)
        for address, _, confirmation in pairs
        if confirmation in set(Confirmation)
    }


def _with(machine: DrivenPrinter, confirm: Confirmation | None) -> DrivenPrinter:
    if machine.device.confirm is not None:
        return machine
    return replace(machine, device=replace(machine.device, confirm=confirm))


class DurableQueue:
    """Wraps another queue: journals what is reported to it, and caches what was probed."""

    def __init__(
        self, queue: Queue, journal: AttemptJournal, capabilities: CapabilityCache
    ) -> None:
        self._queue = queue
        self._capabilities = capabilities
        self._journal = journal
        self._before = dict(journal.unreported)

    def roster(self) -> Sequence[DrivenPrinter]:
        self._report_earlier_attempts()
        return self._capabilities.of(self._queue.roster())

    def announce(self, printers: Sequence[PrinterReport]) -> None:
        self._capabilities.learn(report.machine for report in printers)
        self._queue.announce(printers)

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        return self._queue.poll(printers, patience)

    def content(self, attempt: Attempt) -> PrintContent:
        return self._queue.content(attempt)

    def started(self, attempt: Attempt) -> None:
        """Journal it, then tell the server, so that a crash between the two is known of here."""
        self._journal.record_start(attempt)
        try:
            self._queue.started(attempt)
        except JobLost:
            self._journal.record_reported(attempt)
            raise

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        self._queue.waits(attempt, condition)

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> Attempt | None:
        self._journal.record_outcome(attempt, outcome, problem)
        next_attempt = self._queue.report(attempt, outcome, problem)
        self._journal.record_reported(attempt)
        return next_attempt

    def _report_earlier_attempts(self) -> None:
        """Report attempts from before a crash; what cannot be reported stays for later."""
        while self._before:
            attempt = next(iter(self._before))
            outcome_and_problem = self._before[attempt]
            self._queue.report(attempt, *outcome_and_problem)
            self._journal.record_reported(attempt)
            del self._before[attempt]
