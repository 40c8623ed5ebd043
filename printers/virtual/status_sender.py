"""The answers of a virtual printer, and to whom they go."""

from hashlib import sha256
from typing import Protocol

from printers.virtual import status
from printers.virtual.faults import Fault, FaultBoard

# Bytes: longer than an ASB, so that every kind of answer can be faked.
_LONGEST_RUBBISH = 7


class StatusListener(Protocol):
    """A connected host; an answer that it does not fetch is lost."""

    def answer(self, words: bytes) -> None: ...


class StatusSender:
    """Answers every connected host; the caller locks it."""

    def __init__(self, switches: FaultBoard) -> None:
        self.lines: list[StatusListener] = []
        self._faults = switches
        self._mask = 0
        self._last = b""
        self._rubbish = 0

    def say(self, words: bytes) -> None:
        """Send it to every host: a printer does not know whose byte it answers."""
        for line in self.lines:
            self.say_to(line, words)

    def say_to(self, line: StatusListener, words: bytes) -> None:
        """Send it to one host, garbled or not at all as the faults are."""
        if self._faults.is_on(Fault.MUTE):
            return
        line.answer(
            self._garbled() if self._faults.is_on(Fault.GARBAGE_STATUS) else words
        )

    def report(self, mask: int) -> None:
        """Send the status now and at each change of what the mask names (ASB); 0 ends it."""
        self._mask = mask
        if mask:
            self._last = status.unasked(self._faults.on)
            self.say(self._last)

    def state_changed(self) -> None:
        """Send the status if ASB is on and a part of it that matters has changed."""
        now = status.unasked(self._faults.on)
        if status.of_interest(self._mask, now) != status.of_interest(
            self._mask, self._last
        ):
            self._last = now
            self.say(now)

    def _garbled(self) -> bytes:
        self._rubbish += 1
        noise = sha256(self._rubbish.to_bytes(4, "big")).digest()
        return noise[: 1 + noise[-1] % _LONGEST_RUBBISH]
