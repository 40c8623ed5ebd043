"""A queue of print jobs as an agent sees it: the store itself, or a server elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from printers.addresses import Device
from printers.roll import PrintContent
from printers.vocabulary import (
    Attempt,
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)


class QueueAway(Exception):
    """The queue does not answer: call again later, with whatever was to be reported."""


class QueueRefuses(QueueAway):
    """The server refuses this agent until a person acts; the text says what to do."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class DrivenPrinter:
    """A printer that the agent drives, under the key by which its queue knows it."""

    key: str
    name: str
    device: Device


@dataclass(frozen=True, slots=True)
class PrinterReport:
    """A printer's condition, and which job its worker has in hand."""

    machine: DrivenPrinter
    condition: PrinterCondition
    job: str | None = None

    @property
    def confirm(self) -> Confirmation | None:
        return self.machine.device.confirm


class Queue(Protocol):
    """Where an agent's jobs come from. Every call may be repeated, and may raise QueueAway."""

    def roster(self) -> Sequence[DrivenPrinter]:
        """Return the printers to drive."""

    def announce(self, printers: Sequence[PrinterReport]) -> None:
        """Report the printers' conditions."""

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        """Return what to print now, one attempt a printer; wait `patience` seconds for it.

        The printers are announced too, and the leases of the jobs they have in hand are
        renewed.
        """

    def content(self, attempt: Attempt) -> PrintContent:
        """Return what to print; asked again, the same (JobLost)."""

    def started(self, attempt: Attempt) -> None:
        """Report that paper may carry the badge from now on: a crash needs a person (JobLost)."""

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        """Report why the printer that holds the badge waits; a fit condition means it goes on."""

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> Attempt | None:
        """Report the attempt's outcome; return what its printer prints next, if that is known."""
