"""The blocks of a badge, and of strips that are none: they know their size and draw themselves."""

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple, Protocol

from PIL import Image, ImageDraw

from printers.text.lines import DESCENT
from printers.text.typeset import TypesetParagraph

FRAME = 10
VOID_ROWS = 88
RULER_ROWS = 100
_SLANT = 44
_STROKE = 3
_TICKS = (32, 12, 12, 12, 12, 22, 12, 12, 12, 12)


class Block(Protocol):
    """Anything with a size in dots that can be drawn at a place."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None: ...


class Space(NamedTuple):
    """White, so many dots high; less than none where what follows stands higher."""

    height: int
    width: int = 0

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        """Leave the paper as it is."""


class Rule(NamedTuple):
    """A fine line."""

    width: int
    height: int = 3

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        ink.rectangle((left, top, left + self.width - 1, top + self.height - 1), fill=0)


class Picture(NamedTuple):
    """A picture whose brightest shade is the darkest ink."""

    mask: Image.Image

    @property
    def width(self) -> int:
        return self.mask.width

    @property
    def height(self) -> int:
        return self.mask.height

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        ink.bitmap((left, top), self.mask, fill=0)


class Tag(NamedTuple):
    """Words in a frame."""

    words: Block

    @property
    def width(self) -> int:
        return self.words.width + 2 * FRAME

    @property
    def height(self) -> int:
        return self.words.height + FRAME

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        frame = (left, top, left + self.width - 1, top + self.height - 1)
        ink.rounded_rectangle(frame, FRAME, outline=0, width=3)
        self.words.draw(ink, left + FRAME, top + FRAME // 2)


class Box(NamedTuple):
    """A square to tick with a pen, or ticked already."""

    is_ticked: bool = False
    width: int = 36
    height: int = 36

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        right, bottom = left + self.width - 1, top + self.height - 1
        ink.rectangle((left, top, right, bottom), outline=0, width=_STROKE)
        if self.is_ticked:
            tick = (left + 8, top + 18, left + 15, top + 26, left + 28, top + 9)
            ink.line(tick, fill=0, width=2 * _STROKE, joint="curve")


class Stack(NamedTuple):
    """Blocks one below the other, on one left edge."""

    blocks: Sequence[Block]

    @property
    def width(self) -> int:
        return max((block.width for block in self.blocks), default=0)

    @property
    def height(self) -> int:
        return sum(block.height for block in self.blocks)

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        for block in self.blocks:
            block.draw(ink, left, top)
            top += block.height


class BlockRow(NamedTuple):
    """Two blocks on one bottom edge: one at the left, one at the right of a column."""

    left: Block
    right: Block
    width: int

    @property
    def height(self) -> int:
        return max(self.left.height, self.right.height)

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        bottom = top + self.height
        self.left.draw(ink, left, bottom - self.left.height)
        self.right.draw(
            ink, left + self.width - self.right.width, bottom - self.right.height
        )


def narrow(words: TypesetParagraph) -> TypesetParagraph:
    """The words in a column that is no wider than they are."""
    return words._replace(column=words.width)


def seated(words: TypesetParagraph, below: int = 0) -> Block:
    """Return the text as a block that ends so many dots below its baseline, beside other sizes."""
    descent = words.lines[-1].descent if words.lines else 0
    return Stack([words, Space(below - min(descent, round(words.size * DESCENT)))])


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
