"""How long a session still waits: for a sign of life, and for a person where the printer asks for one."""

from time import monotonic

from printers.delivery.outcome import Deadlines, Waits, nobody
from printers.vocabulary import PrinterCondition


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
