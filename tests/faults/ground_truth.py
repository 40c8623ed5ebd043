"""What must be on the paper by the bytes a printer consumed, read with none of our code."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from PIL import Image

from tests.faults.inked import LINE, Inked

RECEIPT = 576
# Motion units in a dot.
_UNITS = 2
_START, _NOTHING = b"\x1b@", b"\x00"
_IGNORED = b"\r\x0c\x18"
_WORDS = range(0x20, 0x100)
_GRAPHICS, _PRINT_GRAPHICS = 112, (2, 50)
# Bytes of a column of ESC *, and how often each of its dots stands below and beside itself.
_COLUMNS = {0: (1, 3, 2), 1: (1, 3, 1), 32: (3, 1, 2), 33: (3, 1, 1)}
_PLAIN = (0, 1, 48, 49)
_FED = (65, 66, 97, 98, 103, 104)
# What moves nothing, and how many bytes follow its name.
_SETTINGS = {
    **{b"\x1b" + bytes([name]): 1 for name in b"! %-=EGMRTVarst{"},
    **{b"\x1d" + bytes([name]): 1 for name in b"!BHIabfhrw"},
    **{b"\x1d" + bytes([name]): 2 for name in b"LPW"},
    **{b"\x1b" + bytes([name]): 2 for name in b"$\\"},
    b"\x1bS": 0, b"\x1c.": 0, b"\x1c&": 0, b"\x1bp": 3, b"\x10\x04": 1,
}  # fmt: skip


class Sheet(NamedTuple):
    """A piece of paper: its dots (mode "1", black on white, as wide as the head), and text as it came."""

    picture: Image.Image
    text: bytes


class Foreign(NamedTuple):
    """A byte or command that this reader does not know, and where it stands."""

    offset: int
    bytes: bytes


class Paper(NamedTuple):
    """The sheets that were cut, oldest first, and what hangs out of the printer, inked or not."""

    sheets: list[Sheet]
    uncut: Sheet
    foreign: list[Foreign]


class Exhausted(Exception):
    """There are no more bytes, or the power was cut: what had begun never ends."""


def read(
    consumed: bytes, power_cuts: Sequence[int] = (), width: int = RECEIPT
) -> Paper:
    """What a printer with a cutter has printed that consumed these bytes.

    At each offset of `power_cuts` it forgot a half heard command and what it had not yet printed.
    """
    reader = _Reader(consumed, width)
    for begin, end in pairwise([0, *power_cuts, len(consumed)]):
        reader.hear(begin, end)
    return Paper(reader.sheets, reader.sheet(), reader.foreign)


class _Reader:
    def __init__(self, consumed: bytes, width: int) -> None:
        self.sheets: list[Sheet] = []
        self.foreign: list[Foreign] = []
        self._consumed = consumed
        self._at = self._end = 0
        self._inked = Inked(width)
        self._commands: dict[bytes, Callable[[], None]] = {
            _START: self._initialize, b"\x1b2": self._usual_spacing, b"\x1b3": self._spacing,
            b"\x1bd": self._lines, b"\x1bJ": self._units, b"\x1b*": self._columns,
            b"\x1di": self._cut, b"\x1bi": self._cut, b"\x1bm": self._cut, b"\x1dV": self._cut_somehow,
            b"\x1dv": self._raster, b"\x1d(": self._function, b"\x1d8": self._long_function,
        }  # fmt: skip

    def hear(self, begin: int, end: int) -> None:
        """Obey the bytes between the offsets; the power comes on before them."""
        self._at, self._end = begin, end
        self._initialize()
        try:
            while True:
                self._obey()
        except Exhausted:
            self._inked.forget()

    def sheet(self) -> Sheet:
        """What was printed since the last cut."""
        return Sheet(self._inked.picture(), bytes(self._inked.text))

    def _obey(self) -> None:
        begin = self._at
        first = self._take(1)
        if first == b"\n":
            self._inked.end_line()
        elif first in b"\x10\x1b\x1c\x1d":
            self._command(begin, first + self._take(1))
        elif first[0] in _WORDS:
            self._inked.write(first)
        elif first != _NOTHING and first not in _IGNORED:
            self.foreign.append(Foreign(begin, first))

    def _command(self, begin: int, name: bytes) -> None:
        if name in self._commands:
            self._commands[name]()
        elif name in _SETTINGS:
            self._take(_SETTINGS[name])
        else:
            self.foreign.append(Foreign(begin, name))

    def _take(self, count: int) -> bytes:
        if self._at + count > self._end:
            self._at = self._end
            raise Exhausted
        self._at += count
        return self._consumed[self._at - count : self._at]

    def _number(self, size: int = 1) -> int:
        return int.from_bytes(self._take(size), "little")

    def _unknown(self, name: bytes) -> None:
        self.foreign.append(Foreign(self._at - len(name), name))

    def _initialize(self) -> None:
        self._inked.forget()
        self._usual_spacing()

    def _usual_spacing(self) -> None:
        self._inked.spacing = LINE

    def _spacing(self) -> None:
        self._inked.spacing = self._number() // _UNITS

    def _lines(self) -> None:
        self._inked.end_line(self._number())

    def _units(self) -> None:
        self._inked.flush()
        self._inked.feed(self._number() // _UNITS)

    def _cut(self) -> None:
        self._inked.flush()
        self.sheets.append(self.sheet())
        self._inked.remove()

    def _cut_somehow(self) -> None:
        way = self._number()
        if way in _FED:
            self._inked.feed(self._number() // _UNITS)
        elif way not in _PLAIN:
            self._unknown(b"\x1dV" + bytes([way]))
            return
        self._cut()

    def _raster(self) -> None:
        kind = self._take(1)
        if kind != b"0":
            self._unknown(b"\x1dv" + kind)
            return
        mode, across, rows = self._number(), self._number(2), self._number(2)
        for _ in range(rows if across else 0):
            self._inked.print_row(
                self._take(across), wide=1 + (mode & 1), high=1 + (mode >> 1 & 1)
            )

    def _columns(self) -> None:
        mode, count = self._number(), self._number(2)
        if mode not in _COLUMNS:
            self._unknown(b"\x1b*" + bytes([mode]))
            return
        size, high, wide = _COLUMNS[mode]
        for _ in range(count):
            self._inked.add_column(self._take(size), high, wide)

    def _function(self) -> None:
        self._graphics(self._take(1), self._number(2))

    def _long_function(self) -> None:
        self._graphics(self._take(1), self._number(4))

    def _graphics(self, group: bytes, length: int) -> None:
        begin, words = self._at, self._take(length)
        if group == b"L" and words[1] == _GRAPHICS:
            self._inked.store(words[2:])
        elif group == b"L" and words[1] in _PRINT_GRAPHICS:
            self._inked.print_stored()
        elif group != b"H":
            self.foreign.append(Foreign(begin, group + words[:2]))
