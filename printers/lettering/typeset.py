"""Words set in lines: as large as their place allows, in whatever fonts they need, never cut off."""

from collections.abc import Iterator
from typing import NamedTuple

from PIL import ImageDraw

from printers.lettering import bidi
from printers.lettering.fonts import Letter, letters
from printers.lettering.lines import Line
from printers.lettering.names import printable

LEADING = 0.1
_LEGIBLE = 8
_STEP = 2
_UNLIMITED = 1000
_HYPHENS = ("-", "\N{HYPHEN}", "\N{EN DASH}")
_BREAKS_ANYWHERE = range(0x2E80, 0xFB00)

Chunk = tuple[Letter, ...]


class Sizes(NamedTuple):
    """From the largest to the smallest type, in dots, on so many lines; on more only in the smallest."""

    largest: int
    smallest: int
    lines: int = 1

    def lines_of(self, size: int) -> int:
        """Return how many lines of that size may be set: three large ones would make a scroll of a badge."""
        return max(1, min(self.lines, 2 * self.largest // size))


class Paragraph(NamedTuple):
    """Lines of one size in a column; those that run from right to left begin at its right edge."""

    lines: tuple[Line, ...]
    column: int
    size: int
    flush_right: bool

    @property
    def width(self) -> int:
        return max((line.width for line in self.lines), default=0)

    @property
    def height(self) -> int:
        return sum(line.height for line in self.lines) + self._leading * max(len(self.lines) - 1, 0)

    @property
    def _leading(self) -> int:
        return round(self.size * LEADING)

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        for line in self.lines:
            indent = self.column - line.width if self.flush_right else 0
            line.draw(ink, left + indent, top)
            top += line.height + self._leading


def fit(words: str, column: int, sizes: Sizes) -> Paragraph:
    """Return the words in the largest type in which they fill a column of that many dots.

    A word is broken only where it is too long for a line of its own even in the smallest type.
    """
    text = letters(printable(words))
    base = bidi.base("".join(letter.text for letter in text))
    for chunks, size, limit in _attempts(text, column, sizes):
        lines = _broken(chunks, size, column, limit)
        if lines is not None:
            return Paragraph(tuple(Line.of(line, size, base) for line in lines), column, size, bool(base))
    return Paragraph((), column, sizes.smallest, flush_right=False)


def _attempts(text: list[Letter], column: int, sizes: Sizes) -> Iterator[tuple[list[Chunk], int, int]]:
    words = _words(text)
    for size in range(sizes.largest, sizes.smallest - 1, -_STEP):
        yield words, size, sizes.lines_of(size)
    for size in range(sizes.smallest, _LEGIBLE, -_STEP):
        yield _cut_up(words, size, column), size, _UNLIMITED


def _cut_up(words: list[Chunk], size: int, column: int) -> list[Chunk]:
    """Break what is too long for a line of its own between its letters."""
    parts: list[Chunk] = []
    for word in words:
        fits = Line.of(_without_blank(word), size).width <= column
        parts += [word] if fits else [(letter,) for letter in word]
    return parts


def _words(text: list[Letter]) -> list[Chunk]:
    """Cut the text where a line may end: before a blank, after a hyphen, around a Chinese letter."""
    words: list[Chunk] = []
    for letter in text:
        if not words or letter.text.isspace() or _stands_alone(letter) or _may_break_after(words[-1][-1]):
            words.append((letter,))
        else:
            words[-1] += (letter,)
    return words


def _may_break_after(letter: Letter) -> bool:
    return letter.text in _HYPHENS or _stands_alone(letter)


def _stands_alone(letter: Letter) -> bool:
    return ord(letter.text[0]) in _BREAKS_ANYWHERE


def _broken(chunks: list[Chunk], size: int, column: int, limit: int) -> list[Chunk] | None:
    """Return the chunks in lines, or nothing if one is too wide or the lines are too many."""
    lines: list[Chunk] = []
    for chunk in chunks:
        longer = (*lines[-1], *chunk) if lines else _without_blank(chunk)
        if lines and Line.of(longer, size).width <= column:
            lines[-1] = longer
            continue
        lines.append(_without_blank(chunk))
        if len(lines) > limit or Line.of(lines[-1], size).width > column:
            return None
    return lines


def _without_blank(chunk: Chunk) -> Chunk:
    return chunk[1:] if chunk[0].text.isspace() else chunk
