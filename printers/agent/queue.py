"""A queue of print jobs, as an agent sees it: behind it stands this house's store, or a server far away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from printers.badge import BadgeContent
from printers.device import Device
from printers.vocabulary import (
    Attempt,
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)


class QueueAway(Exception):
    """Nobody answers where the jobs come from: ask again later. What was to be said must be said again."""


class QueueRefuses(QueueAway):
    """Somebody answers and will not have us like this: a person must do something. The text says what."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class DrivenPrinter:
    """A printer that this agent drives, under the key by which its queue knows it."""

    key: str
    name: str
    device: Device


@dataclass(frozen=True, slots=True)
class PrinterReport:
    """How a printer is, and which job it has in hand."""

    machine: DrivenPrinter
    condition: PrinterCondition
    job: str | None = None

    @property
    def confirm(self) -> Confirmation | None:
        return self.machine.device.confirm


class Queue(Protocol):
    """Where an agent's jobs come from. Said twice is the same as said once; any may raise QueueAway."""

    def roster(self) -> Sequence[DrivenPrinter]:
        """Return the printers to drive."""

    def announce(self, printers: Sequence[PrinterReport]) -> None:
        """The house knows how the printers are."""

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        """Return what is to be printed now, at most one job a printer; waits up to `patience` seconds for it.

        The printers are announced too, and the leases of the jobs they have in hand last longer.
        """

    def badge(self, attempt: Attempt) -> BadgeContent:
        """Return what to print; asked again, the same (JobLost)."""

    def started(self, attempt: Attempt) -> None:
        """From now on paper may carry the badge: a crash is a question for a person (JobLost)."""

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        """The printer holds some or all of the badge and says why it waits; fit to print, and it goes on."""

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> None:
        """The house knows what became of the job."""
