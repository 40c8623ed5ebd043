"""The paper of a virtual printer: its roll, its tray, and on request what it was printed from."""

from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image

from printers.virtual.faults import Fault

# Dots of white around a sheet, 4 mm, as a roll has them.
MARGIN = 32


class Roll:
    """Printed rows that are not cut yet; they outlive a power cut, and the next rows join on."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows = 0
        self._pieces: list[tuple[int, bytearray]] = []

    def burn(self, across: int, dots: bytes) -> None:
        """Print rows of so many bytes; what is wider than the roll is not printed."""
        printed = min(across, self.width // 8)
        starts = range(0, len(dots), across)
        if printed < across:
            dots = b"".join(dots[start : start + printed] for start in starts)
        if not self._pieces or self._pieces[-1][0] != printed:
            self._pieces.append((printed, bytearray()))
        self._pieces[-1][1].extend(dots)
        self.rows += len(starts)

    def cut(self) -> Image.Image:
        """Return what was printed since the last cut, with the roll's white around it."""
        sheet = Image.new("1", (self.width + 2 * MARGIN, self.rows + 2 * MARGIN), 255)
        top = MARGIN
        for across, dots in self._pieces:
            piece = Image.frombytes(
                "1", (across * 8, len(dots) // across), bytes(dots), "raw", "1;I"
            )
            sheet.paste(piece, (MARGIN, top))
            top += piece.height
        self._pieces.clear()
        self.rows = 0
        return sheet


class Tray:
    """The sheets that were cut: their count, and the last one, or all of them."""

    def __init__(self, *, keep_all: bool) -> None:
        self.count = 0
        self.sheets: list[Image.Image] = []
        self._keep_all = keep_all

    def drop(self, sheet: Image.Image) -> None:
        if not self._keep_all:
            self.sheets.clear()
        self.sheets.append(sheet)
        self.count += 1


class Event(NamedTuple):
    """A fault, and how many bytes the mechanism had consumed by then."""

    offset: int
    kind: Fault


@dataclass
class Record:
    """Every byte that the mechanism consumed, and the faults between them; empty unless kept."""

    kept: bool
    heard: bytearray = field(default_factory=bytearray)
    events: list[Event] = field(default_factory=list)

    def note(self, piece: bytes) -> None:
        if self.kept:
            self.heard += piece

    def note_event(self, kind: Fault) -> None:
        if self.kept:
            self.events.append(Event(len(self.heard), kind))
