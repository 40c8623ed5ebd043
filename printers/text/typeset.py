"""Words set in lines.

As large as their place allows, in whatever fonts they need, never cut off.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

import regex
from PIL import ImageDraw

from printers.text import bidi
from printers.text.letters import Glyph, glyphs
from printers.text.lines import TextLine, advance
from printers.text.spelling import printable

LEADING = 0.1
_LEGIBLE = 8
_STEP = 2
_MOST_LINES = 12
_TALLEST = 6
"""Lines of the largest type; a pile of marks is set smaller, not as a scroll."""
_TOGETHER = 6
_BREAKS_AFTER = frozenset(
    "-・\N{HYPHEN}\N{EN DASH}\N{TIBETAN MARK INTERSYLLABIC TSHEG}\N{ETHIOPIC WORDSPACE}"
)
_STANDS_ALONE = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\u3000-\u303f\u30fb\u30fc]"
)
_BEGINS_NO_LINE = frozenset(
    "・ー々、。」』\uff09ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.;:!?"
)
_HOLD_THE_NEXT = regex.compile(
    r"[\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\U00011133เ-ไເ-ໄ]$"
)
_HOLD_ON = regex.compile(r"[ะ-ๅๆฯະ-ຳໆຯ]")


class Sizes(NamedTuple):
    """From the largest to the smallest type, in dots, on so many lines.

    On more only in the smallest.
    """

    largest: int
    smallest: int
    lines: int = 1

    def lines_of(self, size: int) -> int:
        """Return how many lines of that size may be set.

        Three large ones would make a scroll of a badge.
        """
        return max(1, min(self.lines, 2 * self.largest // size))


class TypesetParagraph(NamedTuple):
    """Lines of one size in a column; those that run from right to left begin at its right edge."""

    lines: tuple[TextLine, ...]
    column: int
    size: int
    flush_right: bool

    @property
    def width(self) -> int:
        return max((line.width for line in self.lines), default=0)

    @property
    def height(self) -> int:
        return sum(line.height for line in self.lines) + self._leading * max(
            len(self.lines) - 1, 0
        )

    @property
    def _leading(self) -> int:
        return round(self.size * LEADING)

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        for line in self.lines:
            indent = self.column - line.width if self.flush_right else 0
            line.draw(ink, left + indent, top)
            top += line.height + self._leading


class Chunk(NamedTuple):
    """Letters that stay together on a line, with their advance in ems after a blank and for it."""

    letters: tuple[Glyph, ...]
    advance: float
    blank: float = 0.0
    begins_line: bool = False


Chunks = list[Chunk]
Fits = Callable[[Chunks], bool]


def fit(words: str, column: int, sizes: Sizes, language: str = "") -> TypesetParagraph:
    """Return the words in the largest type in which they fill a column of that many dots.

    A word is broken only where it is too long for a line of its own even in the smallest type.
    The language (BCP 47) says how Chinese letters look.
    """
    text = glyphs(printable(words), language)
    base = bidi.base("".join(letter.text for letter in text))
    for chunks, size, limit in _attempts(text, column, sizes):
        lines = _set(chunks, Measure(size, base, column), limit)
        paragraph = TypesetParagraph(tuple(lines or ()), column, size, bool(base))
        if lines is not None and paragraph.height <= _TALLEST * sizes.largest:
            return paragraph
    return TypesetParagraph((), column, sizes.smallest, flush_right=False)


class Measure(NamedTuple):
    """A size of type, the direction of a paragraph, and the column that its lines must keep to."""

    size: int
    base: int
    column: int

    def line(self, chunks: Chunks) -> TextLine:
        letters = [letter for chunk in chunks for letter in chunk.letters]
        return TextLine.of(
            letters[1:] if letters[0].text.isspace() else letters, self.size, self.base
        )

    def may_fit(self, chunks: Chunks) -> bool:
        """Return whether the pen stays in the column, to a dot: quickly, but ink may hang over."""
        ems = sum(chunk.blank + chunk.advance for chunk in chunks) - chunks[0].blank
        return ems * self.size <= self.column + 1

    def fits(self, chunks: Chunks) -> bool:
        return self.line(chunks).width <= self.column


def _attempts(
    text: list[Glyph], column: int, sizes: Sizes
) -> Iterator[tuple[Chunks, int, int]]:
    words = [_measured(word) for word in _words(text)]
    for size in range(sizes.largest, sizes.smallest - 1, -_STEP):
        yield words, size, sizes.lines_of(size)
    for size in range(sizes.smallest, _LEGIBLE, -_STEP):
        yield _cut_up(words, column / size), size, _MOST_LINES


def _words(text: list[Glyph]) -> list[list[Glyph]]:
    """Cut the text where a line may end.

    Before a blank, after a hyphen, within many Chinese letters.
    """
    words: list[list[Glyph]] = []
    for letter in text:
        if (
            words
            and not letter.text.isspace()
            and words[-1][-1].text[-1] not in _BREAKS_AFTER
        ):
            words[-1].append(letter)
        else:
            words.append([letter])
    return [
        part
        for word in words
        for part in (_spread(word) if len(word) > _TOGETHER else [word])
    ]


def _spread(word: list[Glyph]) -> list[list[Glyph]]:
    """Cut around Chinese letters.

    A name of a few has been left whole, but a company's may have many.
    """
    parts = [[word[0]]]
    for before, after in pairwise(word):
        alone = _STANDS_ALONE.match(before.text) or _STANDS_ALONE.match(after.text)
        if alone and not before.text.isspace() and after.text not in _BEGINS_NO_LINE:
            parts.append([])
        parts[-1].append(after)
    return parts


def _measured(word: Sequence[Glyph]) -> Chunk:
    blank = word[:1] if word[0].text.isspace() else []
    return Chunk(
        tuple(word), advance(word[len(blank) :]), advance(blank) if blank else 0.0
    )


def _cut_up(words: Chunks, column: float) -> Chunks:
    """Break what is too long for a line of its own between its letters.

    The column is measured in ems.
    """
    parts: Chunks = []
    for word in words:
        parts += [word] if word.advance <= column else _pieces(word, column)
    return parts


def _pieces(word: Chunk, column: float) -> Chunks:
    """Return the word in as few pieces of about one length as fit, the first on a new line."""
    letters = [letter for letter in word.letters if not letter.text.isspace()]
    count = ceil(word.advance / column)
    pieces = _even(letters, count)
    while count < len(letters) and any(piece.advance > column for piece in pieces):
        count += 1
        pieces = _even(letters, count)
    return [pieces[0]._replace(begins_line=True), *pieces[1:]]


def _even(letters: list[Glyph], count: int) -> Chunks:
    """Cut into so many pieces, never between stacked letters (Khmer) or before vowels (Thai)."""
    along = list(accumulate(advance([letter]) for letter in letters))
    pieces: list[list[Glyph]] = [[]]
    for letter, place in zip(letters, [0.0, *along], strict=False):
        held = pieces[-1] and _HOLD_THE_NEXT.search(pieces[-1][-1].text)
        if (
            place >= along[-1] * len(pieces) / count
            and not held
            and not _HOLD_ON.match(letter.text)
        ):
            pieces.append([])
        pieces[-1].append(letter)
    return [_measured(piece) for piece in pieces]


def _set(chunks: Chunks, measure: Measure, limit: int) -> list[TextLine] | None:
    """Return the lines of so many at most that keep to the column by their ink, or nothing."""
    broken = _broken(chunks, limit, measure.may_fit)
    if broken is None:
        return None
    lines = [measure.line(line) for line in broken]
    if all(line.width <= measure.column for line in lines):
        return lines
    broken = _broken(chunks, limit, measure.fits)
    return None if broken is None else [measure.line(line) for line in broken]


def _broken(chunks: Chunks, limit: int, fits: Fits) -> list[Chunks] | None:
    """Return the chunks in lines, or nothing if one is too wide or the lines are too many."""
    lines: list[Chunks] = []
    for chunk in chunks:
        if lines and not chunk.begins_line and fits([*lines[-1], chunk]):
            lines[-1].append(chunk)
            continue
        lines.append([chunk])
        if len(lines) > limit or not fits([chunk]):
            return None
    return lines
