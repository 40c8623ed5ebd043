"""Strips that are no badge: the one that voids a stub, and the ruler for the paper's width."""

from itertools import count
from typing import NamedTuple

from PIL import ImageDraw

from printers.drawing.blocks import Block

VOID_ROWS = 88
RULER_ROWS = 100
_SLANT = 44
_STROKE = 3
_TICKS = (32, 12, 12, 12, 12, 22, 12, 12, 12, 12)


class Crossing(NamedTuple):
    """A band of lines that cross, with a word in the middle of them."""

    word: Block
    width: int
    height: int = VOID_ROWS

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        for start in range(left - self.height, left + self.width, _SLANT):
            ink.line(
                (start, top, start + self.height, top + self.height - 1),
                fill=0,
                width=_STROKE,
            )
            ink.line(
                (start + self.height, top, start, top + self.height - 1),
                fill=0,
                width=_STROKE,
            )
        _centred(ink, self.word, (left, top, self.width, self.height))


class Ruler(NamedTuple):
    """Both edges of the paper, a tick at every eighth dot, and the words in between."""

    words: Block
    width: int
    height: int = RULER_ROWS

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        right = left + self.width - 1
        for edge in (left, right - _STROKE + 1):
            ink.rectangle(
                (edge, top, edge + _STROKE - 1, top + self.height - 1), fill=0
            )
        for place, tick in zip(range(left, right, 8), count()):
            length = _TICKS[tick % 10]
            ink.line((place, top, place, top + length), fill=0)
        _centred(ink, self.words, (left, top + 32, self.width, self.height - 32))


def _centred(
    ink: ImageDraw.ImageDraw, words: Block, place: tuple[int, int, int, int]
) -> None:
    left, top, width, height = place
    left += (width - words.width) // 2
    room = (left - 16, top, left + words.width + 16, top + height)
    ink.rectangle(room, fill=255)
    words.draw(ink, left, top + (height - words.height) // 2)
