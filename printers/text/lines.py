"""One line of letters in one size: measured by its ink, drawn run by run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from math import ceil, floor
from operator import attrgetter, itemgetter

from PIL import ImageDraw

from printers.text import bidi
from printers.text.fonts import FontFace
from printers.text.letters import Glyph

ASCENT = 0.74
DESCENT = 0.22
_MEASURE = 64

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face that run in one direction."""

    text: str = field(repr=False)
    face: FontFace
    level: int

    @property
    def direction(self) -> str:
        return "rtl" if self.level % 2 else "ltr"

    def advance(self, size: int) -> float:
        """Return how far the pen goes for it, in dots."""
        return self.face.at(size).getlength(self.text, direction=self.direction)

    def box(self, size: int) -> _Box:
        """Return left, top, right and bottom of its ink and its advance, in dots from the pen."""
        return self.face.at(size).getbbox(
            self.text, direction=self.direction, anchor="ls"
        )


@dataclass(frozen=True, slots=True)
class TextLine:
    """Runs from left to right, with the room that their ink needs, in dots."""

    runs: tuple[Run, ...]
    pens: tuple[float, ...] = field(repr=False)
    size: int
    overhang: int
    width: int
    ascent: int
    descent: int

    @classmethod
    def of(cls, text: Sequence[Glyph], size: int, base: int = 0) -> "TextLine":
        runs = tuple(bidi.in_visual_order(_runs(text, base)))
        pens = tuple(_pens(runs, size))
        boxes = [(0.0, -ASCENT * size, 0.0, DESCENT * size), *_boxes(runs, pens, size)]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        overhang = ceil(-min(lefts))
        width = overhang + ceil(max(rights))
        return cls(
            runs, pens, size, overhang, width, ceil(-min(tops)), ceil(max(bottoms))
        )

    @property
    def height(self) -> int:
        return self.ascent + self.descent

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        for run, pen in zip(self.runs, self.pens, strict=True):
            place = (floor(left + self.overhang + pen), top + self.ascent)
            font = run.face.at(self.size)
            ink.text(
                place, run.text, fill=0, font=font, anchor="ls", direction=run.direction
            )


def advance(text: Sequence[Glyph]) -> float:
    """Return how far the pen goes for the letters, in ems.

    What holds for every size but for the rounding.
    """
    if len(text) == 1:
        return _advance_of(text[0])
    return sum(run.advance(_MEASURE) for run in _runs(text, 0)) / _MEASURE


@lru_cache(maxsize=1024)
def _advance_of(letter: Glyph) -> float:
    return sum(run.advance(_MEASURE) for run in _runs([letter], 0)) / _MEASURE


def _runs(text: Sequence[Glyph], base: int) -> list[Run]:
    levels = bidi.levels([letter.text for letter in text], base)
    kinds = zip(
        map(attrgetter("face"), text),
        levels,
        map(attrgetter("text"), text),
        strict=True,
    )
    together = groupby(kinds, key=itemgetter(0, 1))
    return [
        Run("".join(map(itemgetter(2), group)), face, level)
        for (face, level), group in together
    ]


def _pens(runs: Sequence[Run], size: int) -> Iterator[float]:
    """Yield where each run begins.

    The last one's advance is in its box, and shaping is what takes time.
    """
    pen = 0.0
    for place, run in enumerate(runs):
        yield pen
        if place + 1 < len(runs):
            pen += run.advance(size)


def _boxes(runs: Sequence[Run], pens: Sequence[float], size: int) -> Iterator[_Box]:
    for run, pen in zip(runs, pens, strict=True):
        left, top, right, bottom = run.box(size)
        yield pen + left, top, pen + right, bottom
