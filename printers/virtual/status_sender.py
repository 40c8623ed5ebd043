"""What a printer answers, and to whom."""

from hashlib import sha256
from typing import Protocol

from printers.virtual import status
from printers.virtual.faults import Fault, FaultBoard

_LONGEST_RUBBISH = 7


class StatusListener(Protocol):
    """Where a host can be reached; an answer that it does not fetch is lost."""

    def answer(self, words: bytes) -> None: ...


class StatusSender:
    """Speaks to every line that is plugged in; not safe for threads by itself."""

    def __init__(self, switches: FaultBoard) -> None:
        self.lines: list[StatusListener] = []
        self._switches = switches
        self._mask = 0
        self._last = b""
        self._rubbish = 0

    def say(self, words: bytes) -> None:
        """Say it to everybody: a printer does not know which host a byte came from."""
        for line in self.lines:
            self.say_to(line, words)

    def say_to(self, line: StatusListener, words: bytes) -> None:
        """Say it to one, or something else, or nothing, as the switches are."""
        if self._switches.is_on(Fault.MUTE):
            return
        line.answer(
            self._garbled() if self._switches.is_on(Fault.GARBAGE_STATUS) else words
        )

    def report(self, mask: int) -> None:
        """Tell the state now and at each change of what the mask asks for; 0 ends it."""
        self._mask = mask
        if mask:
            self._last = status.unasked(self._switches.on)
            self.say(self._last)

    def state_changed(self) -> None:
        """Tell it, if somebody asked to be told."""
        now = status.unasked(self._switches.on)
        if status.of_interest(self._mask, now) != status.of_interest(
            self._mask, self._last
        ):
            self._last = now
            self.say(now)

    def _garbled(self) -> bytes:
        self._rubbish += 1
        noise = sha256(self._rubbish.to_bytes(4, "big")).digest()
        return noise[: 1 + noise[-1] % _LONGEST_RUBBISH]
