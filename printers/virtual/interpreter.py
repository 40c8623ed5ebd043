"""What a printer makes of the bytes it hears: strictly those that our own encoder writes."""

from collections.abc import Callable
from typing import Protocol

MOST_ROWS = 255
_FINE_STATUS = b"\x12"
_STATUS_REQUESTS = range(1, 5)
_FINE_REPORT = b"\x14\x00\x00\x0f"
_FINE_PAPER = b"\x00"
_REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")


class Mechanics(Protocol):
    """What the interpreter moves."""

    def burn(self, dots: bytes, across: int) -> None: ...
    def cut(self) -> None: ...
    def answer(self, words: bytes) -> None: ...


class UnintelligibleError(Exception):
    """The stream holds what our encoder never writes; the text names bytes of commands, never of dots."""


class Interpreter:
    """Obeys one job, command by command."""

    def __init__(self, take: Callable[[int], bytes], mechanics: Mechanics) -> None:
        self._take = take
        self._mechanics = mechanics
        self._commands: dict[bytes, Callable[[], None]] = {
            b"\x1b@": lambda: None,
            b"\x10\x04": self._status,
            b"\x1da": self._report,
            b"\x1dr": self._paper,
            b"\x1dv": self._raster,
            b"\x1dV": self._cut,
        }

    def obey(self) -> None:
        """Take commands until the host has no more; raises UnintelligibleError."""
        while first := self._take(1):
            name = first + self._demand(1)
            if name not in self._commands:
                raise UnintelligibleError(f"unknown command {name.hex(' ')}")
            self._commands[name]()

    def _demand(self, count: int) -> bytes:
        found = self._take(count)
        if len(found) < count:
            raise UnintelligibleError("the stream ended inside a command")
        return found

    def _status(self) -> None:
        if self._demand(1)[0] not in _STATUS_REQUESTS:
            raise UnintelligibleError("unknown status request")
        self._mechanics.answer(_FINE_STATUS)

    def _report(self) -> None:
        if self._demand(1)[0]:
            self._mechanics.answer(_FINE_REPORT)

    def _paper(self) -> None:
        if self._demand(1) != b"\x01":
            raise UnintelligibleError("unknown status request")
        self._mechanics.answer(_FINE_PAPER)

    def _raster(self) -> None:
        if self._demand(2) != b"0\x00":
            raise UnintelligibleError("raster in an unknown mode")
        across, rows = (int.from_bytes(self._demand(2), "little") for _ in range(2))
        if not across or not 1 <= rows <= MOST_ROWS:
            raise UnintelligibleError(f"raster of {across} bytes by {rows} rows")
        dots = self._demand(across * rows)
        if any(command in dots for command in _REAL_TIME):
            raise UnintelligibleError("a real-time command among the dots")
        self._mechanics.burn(dots, across)

    def _cut(self) -> None:
        if self._demand(2) != b"B\x00":
            raise UnintelligibleError("unknown cut")
        self._mechanics.cut()
