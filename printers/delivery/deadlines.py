"""How long each step of a delivery may take, and how a printer that asks for a person extends that."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from printers.vocabulary import PrinterCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long to wait, in seconds."""

    connect: float = 3.0
    status: float = 1.0
    """For the answer to a question that costs the printer nothing."""
    progress: float = 5.0
    """For the printer to take another byte."""
    whole: float = 120.0
    """For all of the bytes, however steadily they trickle."""
    confirm: float = 15.0
    """For the answer that the badge is complete."""
    attention: float = 600.0
    """For a person, from the moment the printer first asks for one."""
    goodbye: float = 1.0
    """For the printer to hang up when all is said."""


DEFAULT = Deadlines()

Waits = Callable[[PrinterCondition], None]
"""Told when a printer that holds data says why it waits, and when it goes on."""


def nobody(_condition: PrinterCondition) -> None:
    """Nobody wants to know why a printer waits."""


class AttentionDeadlines:
    """Ends for certain: neither a trickle nor a cover that opens and closes holds a line for ever."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._condition = PrinterCondition.READY
        self._person_until: float | None = None
        self._limit = monotonic() + deadlines.whole
        self.begin(deadlines.progress, nobody)

    def begin(self, step: float, waits: Waits) -> None:
        """Wait from now on `step` seconds for each sign of life; tell `waits` of the printer's troubles."""
        self._step = step
        self._waits = waits
        if self._condition.fit_to_print:
            self._end = monotonic() + step
            self._limit = max(self._limit, self._end)

    def left(self) -> float:
        """Return the seconds until it is over."""
        return max(self._end - monotonic(), 0.0)

    @property
    def over(self) -> bool:
        """Whether there was no sign of life for too long."""
        return monotonic() >= self._end

    def moved(self) -> None:
        """Wait anew: there was a sign of life."""
        if self._condition.fit_to_print:
            self._end = min(monotonic() + self._step, self._limit)

    def notice(self, condition: PrinterCondition) -> None:
        """Wait for a person while the printer is not fit to print, and as before when it is again."""
        before, self._condition = self._condition, condition
        if condition is before or (condition.fit_to_print and before.fit_to_print):
            return
        self._waits(condition)
        if condition.fit_to_print:
            self.moved()
        else:
            self._end = self._a_person_may_come_until()

    def _a_person_may_come_until(self) -> float:
        if self._person_until is None:
            self._person_until = monotonic() + self._deadlines.attention
            self._limit = self._person_until + self._deadlines.whole
        return self._person_until
