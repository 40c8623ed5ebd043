"""The interpreter of a virtual printer: strictly the commands that our encoder writes."""

import re
import struct
from collections.abc import Callable
from typing import Protocol

from printers.virtual.status import REAL_TIME, REQUESTS

# Our encoder stays below 256 rows, as a clone may ignore the height's high byte.
MOST_ROWS = 255
# Rows of one line feed.
LINE = 30

_PREFIXES = b"\x10\x1b\x1c\x1d"
_START = b"\x1b@"
_NO_START = re.compile(rb"[^\x1b]*")
_NOTHING = b"\x00"
_NOTHINGS = re.compile(rb"\x00*")
# GS V m: 0, 1, 48 and 49 cut at once; 65 and 66 take one more byte and feed first.
_SHORT_CUTS = (0, 1, 48, 49)
_LONG_CUTS = (65, 66)
_NAMES = (66, 67)
_PROCESS_ID = b"00"
_TOKEN = 4
_PRINTABLE = range(0x20, 0x7F)

# Takes the next bytes, waiting for the first: as many as are there, and at most so many.
Draw = Callable[[int], bytes]
# Skips the next bytes that match, without waiting for more.
Skip = Callable[[re.Pattern[bytes]], None]


class Mechanics(Protocol):
    """What the interpreter drives."""

    width: int

    @property
    def rows_left(self) -> int | None: ...
    def initialize(self) -> None: ...
    def burn(self, across: int, dots: bytes) -> None: ...
    def feed(self, rows: int) -> None: ...
    def cut(self) -> None: ...
    def report(self, mask: int) -> None: ...
    def say_paper(self) -> None: ...
    def say_name(self, which: int) -> None: ...
    def say_process_id(self, token: bytes) -> None: ...
    def fault(self, words: str) -> None: ...


class UnknownCommandError(Exception):
    """A command of unknown length."""


class Interpreter:
    """Executes a stream of commands as hardware does: it does not end with a connection.

    What our encoder never writes is a fault; its text names bytes of commands, never of dots.
    After a command of unknown length everything is skipped up to ESC @, or until the host has
    left.
    """

    def __init__(self, draw: Draw, skip: Skip, mechanics: Mechanics) -> None:
        self._draw = draw
        self._skip = skip
        self._mechanics = mechanics
        self._inside = False
        self._lost = False
        self._before = b""
        self._commands: dict[bytes, Callable[[], None]] = {
            _START: mechanics.initialize,
            b"\x1bd": self._feed,
            b"\x10\x04": self._status,
            b"\x1da": self._report,
            b"\x1dr": self._paper,
            b"\x1dI": self._name,
            b"\x1d(": self._function,
            b"\x1dv": self._raster,
            b"\x1dV": self._cut,
        }

    def obey(self) -> None:
        """Execute commands until `draw` raises."""
        self._lost = False
        while True:
            self._inside = False
            first = self._take(1)
            if self._lost:
                self._seek(first)
            elif first == _NOTHING:
                self._skip(_NOTHINGS)
            else:
                self._inside = True
                self._command(first)

    def host_left(self) -> None:
        """Note that all that a host sent was taken."""
        if self._inside:
            self._mechanics.fault("the sender left inside a command")
        self._lost = False

    def _command(self, first: bytes) -> None:
        try:
            self._named(first)()
        except UnknownCommandError as fault:
            self._mechanics.fault(str(fault))
            self._lost = True
            self._before = b""

    def _named(self, first: bytes) -> Callable[[], None]:
        if first not in _PREFIXES:
            raise UnknownCommandError("bytes outside any command")
        name = first + self._take(1)
        if name not in self._commands:
            raise UnknownCommandError(f"unknown command {name.hex(' ')}")
        return self._commands[name]

    def _seek(self, byte: bytes) -> None:
        if self._before + byte == _START:
            self._lost = False
            self._mechanics.initialize()
        elif byte != _START[:1]:
            self._skip(_NO_START)
        self._before = byte

    def _take(self, count: int) -> bytes:
        taken = self._draw(count)
        while len(taken) < count:
            taken += self._draw(count - len(taken))
        return taken

    def _number(self) -> int:
        return self._take(1)[0]

    def _feed(self) -> None:
        self._mechanics.feed(self._number() * LINE)

    def _status(self) -> None:
        # It was answered when it arrived; here its bytes are only passed over.
        if self._number() not in REQUESTS:
            self._mechanics.fault("unknown status request")

    def _report(self) -> None:
        self._mechanics.report(self._number())

    def _paper(self) -> None:
        if self._number() != 1:
            self._mechanics.fault("unknown status request")
        else:
            self._mechanics.say_paper()

    def _name(self) -> None:
        which = self._number()
        if which not in _NAMES:
            self._mechanics.fault(f"unknown question 1d 49 {which:02x}")
        else:
            self._mechanics.say_name(which)

    def _function(self) -> None:
        group = self._take(1)
        words = self._take(int.from_bytes(self._take(2), "little"))
        if group != b"H" or words[:2] != _PROCESS_ID:
            self._mechanics.fault(f"unknown function 1d 28 {group.hex()}")
        elif _is_token(words[2:]):
            self._mechanics.say_process_id(words[2:])
        else:
            self._mechanics.fault("a process id that is none")

    def _raster(self) -> None:
        if self._take(1) != b"0":
            raise UnknownCommandError("unknown command 1d 76")
        mode, across, rows = struct.unpack("<BHH", self._take(5))
        if mode:
            self._mechanics.fault("raster in an unknown mode")
        elif not across or not 1 <= rows <= MOST_ROWS:
            self._mechanics.fault(f"raster of {across} bytes by {rows} rows")
        elif across * 8 > self._mechanics.width:
            self._mechanics.fault("raster wider than the head")
        # The dots are taken also of a faulty fragment: its length is known.
        self._burn(across, rows if across else 0)

    def _burn(self, across: int, rows: int) -> None:
        """Print whole rows as soon as they are there, as many at once as have come."""
        before, row, clean = b"", b"", True
        while rows:
            # Where the paper ends, what follows is not taken.
            most = min(rows, self._mechanics.rows_left or rows) * across
            dots = row + self._draw(most - len(row))
            # The command may begin among the dots before: one byte of them is kept.
            if clean and REAL_TIME.search(before + dots):
                self._mechanics.fault("a real-time command among the dots")
                clean = False
            whole = len(dots) - len(dots) % across
            before, row = dots[:whole][-1:] or before, dots[whole:]
            if whole:
                self._mechanics.burn(across, dots[:whole])
            rows -= whole // across

    def _cut(self) -> None:
        way = self._number()
        if way not in _SHORT_CUTS + _LONG_CUTS:
            raise UnknownCommandError(f"unknown command 1d 56 {way:02x}")
        if way in _SHORT_CUTS or self._number() or way != _LONG_CUTS[1]:
            self._mechanics.fault(f"unknown cut 1d 56 {way:02x}")
        self._mechanics.cut()


def _is_token(words: bytes) -> bool:
    return len(words) == _TOKEN and all(byte in _PRINTABLE for byte in words)
