"""One line of letters in one size: measured by its ink, drawn run by run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, floor
from operator import itemgetter

from PIL import ImageDraw

from printers.lettering import bidi
from printers.lettering.fonts import Face, Letter

ASCENT = 0.74
DESCENT = 0.22


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face that run in one direction."""

    text: str = field(repr=False)
    face: Face
    level: int

    @property
    def direction(self) -> str:
        return "rtl" if self.level % 2 else "ltr"


@dataclass(frozen=True, slots=True)
class Line:
    """Runs from left to right, with the room that their ink needs, in dots."""

    runs: tuple[Run, ...]
    size: int
    overhang: int
    width: int
    ascent: int
    descent: int

    @classmethod
    def of(cls, text: Sequence[Letter], size: int, base: int = 0) -> "Line":
        runs = tuple(bidi.in_visual_order(_runs(text, base)))
        boxes = [(0.0, -ASCENT * size, 0.0, DESCENT * size), *_boxes(runs, size)]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        overhang = ceil(-min(lefts))
        return cls(runs, size, overhang, overhang + ceil(max(rights)), ceil(-min(tops)), ceil(max(bottoms)))

    @property
    def height(self) -> int:
        return self.ascent + self.descent

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        pen = float(left + self.overhang)
        for run in self.runs:
            font = run.face.at(self.size)
            place = (floor(pen), top + self.ascent)
            ink.text(place, run.text, fill=0, font=font, anchor="ls", direction=run.direction)
            pen += font.getlength(run.text, direction=run.direction)


def _runs(text: Sequence[Letter], base: int) -> list[Run]:
    levels = bidi.levels([letter.text for letter in text], base)
    kinds = zip([letter.face for letter in text], levels, [letter.text for letter in text], strict=True)
    together = groupby(kinds, key=itemgetter(0, 1))
    return [Run("".join(map(itemgetter(2), group)), face, level) for (face, level), group in together]


def _boxes(runs: Sequence[Run], size: int) -> Iterator[tuple[float, float, float, float]]:
    pen = 0.0
    for run in runs:
        font = run.face.at(size)
        left, top, right, bottom = font.getbbox(run.text, direction=run.direction, anchor="ls")
        advance = font.getlength(run.text, direction=run.direction)
        yield pen + left, top, pen + max(right, advance), bottom
        pen += advance
