"""How long each step of a delivery may take, and how waiting for a person extends it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from printers.addresses import Device
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
# Seconds: longer than any printer was seen to take, and short enough for one that is silent.
LONGEST_ANSWER = 10.0
# Seconds that an operator may choose.
LONGEST_SETTING = 30
# What took so long once may take longer the next time.
_MARGIN = 3


def of_device(deadlines: Deadlines, device: Device) -> Deadlines:
    """Return the deadlines, with as much time for calls and answers as the device needs."""
    return patient(deadlines, device.answers_within)


def patient(deadlines: Deadlines, seconds: float) -> Deadlines:
    """Return the deadlines, with so many seconds at least for calls and answers."""
    return replace(
        deadlines,
        connect=max(deadlines.connect, seconds),
        status=max(deadlines.status, seconds),
    )


def allowance(seconds: float) -> float:
    """Return within how many seconds a printer answers that took so many now."""
    return min(seconds * _MARGIN, LONGEST_ANSWER)


# Told when a printer that holds data reports why it waits, and when it goes on.
Waits = Callable[[PrinterCondition], None]


def nobody(_condition: PrinterCondition) -> None:
    """Ignore why a printer waits."""


class AttentionDeadlines:
    """The end of the step under way, which a trickle or a fluttering cover cannot put off for ever.

    Each sign of life extends it by the step's own time, and once by 10 minutes for a person,
    but never beyond a limit.
    """

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._condition = PrinterCondition.READY
        self._person_until: float | None = None
        self._limit = monotonic() + deadlines.whole
        self.begin(deadlines.progress, nobody)

    def begin(self, step: float, waits: Waits) -> None:
        """Begin a step: wait `step` seconds for each sign of life; tell `waits` of problems."""
        self._step = step
        self._waits = waits
        if self._condition.fit_to_print:
            self._end = monotonic() + step
            self._limit = max(self._limit, self._end)

    def left(self) -> float:
        """Return the seconds that are left."""
        return max(self._end - monotonic(), 0.0)

    @property
    def over(self) -> bool:
        """True if there was no sign of life for too long."""
        return monotonic() >= self._end

    def moved(self) -> None:
        """Note a sign of life: the step's time begins anew."""
        if self._condition.fit_to_print:
            self._end = min(monotonic() + self._step, self._limit)

    def notice(self, condition: PrinterCondition) -> None:
        """Note the condition: wait for a person while it is unfit, and as before once it is fit."""
        before, self._condition = self._condition, condition
        if condition is before or (condition.fit_to_print and before.fit_to_print):
            return
        self._waits(condition)
        if condition.fit_to_print:
            self.moved()
        else:
            self._end = self._a_person_may_come_until()

    def _a_person_may_come_until(self) -> float:
        # Once a badge, however often the cover opens: the printer must not be held for ever.
        if self._person_until is None:
            self._person_until = monotonic() + self._deadlines.attention
            self._limit = self._person_until + self._deadlines.whole
        return self._person_until
