"""The layout of a badge: the name in the largest type, and at the foot what makes it valid."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw

from printers.badge import BadgeContent
from printers.drawing import mark, qr
from printers.drawing.blocks import (
    FRAME,
    Block,
    BlockRow,
    Crossing,
    Picture,
    Rule,
    Ruler,
    Space,
    Stack,
    Tag,
    narrow,
    seated,
)
from printers.errors import PrinterError
from printers.text import bidi, fonts
from printers.text.typeset import Sizes, TypesetParagraph, fit
from printers.vocabulary import WIDTHS, PrintProblemKind

NAME = Sizes(110, 44, 3)
MARGIN = 24
THRESHOLD = 150
_DOTS = [255 * (shade >= THRESHOLD) for shade in range(256)]
_NUMBER_ALONE = NAME._replace(lines=1)
_DAY = Sizes(64, 32)
_NUMBER = Sizes(44, 22)
_TITLE = Sizes(40, 22)
_HOST = Sizes(40, 28, 2)
_WORDS = Sizes(28, 22)
_SMALL = Sizes(24, 22)
_CAPITALS = 0.714
_MARK = 64
_GAP = 28


class TextColumn(NamedTuple):
    """So many dots of paper, for words in a site's language, which may begin at the right."""

    width: int
    language: str = ""
    from_right: bool = False

    def set(self, words: str, sizes: Sizes) -> TypesetParagraph:
        typeset = fit(words, self.width, sizes, self.language)
        return typeset._replace(flush_right=typeset.flush_right or self.from_right)

    def row(self, first: Block, last: Block) -> BlockRow:
        """Return two blocks at its edges, the first where reading begins."""
        sides = (last, first) if self.from_right else (first, last)
        return BlockRow(*sides, self.width)

    def beside(self, block: Block) -> "TextColumn":
        return self._replace(width=self.width - block.width - _GAP)


def draw(badge: BadgeContent, width: int = 576) -> Image.Image:
    """Return the badge, black on white, `width` dots wide (384 to 640), as long as it needs.

    Raises PrinterError: unknown_width, no_fonts, or bad_code if the code is not a badge's.
    """
    return _pasted(list(bands(badge, width)), width)


def preview(badge: BadgeContent, width: int = 576) -> Image.Image:
    """Return the badge without its foot, which makes it valid; raises as `draw` does."""
    column = column_of(width, badge.language, badge.word)
    strips = [inked(block(badge, column), width, MARGIN) for block in (_who, _whom)]
    return _pasted(strips, width)


def bands(badge: BadgeContent, width: int = 576) -> Iterator[Image.Image]:
    """Yield the same rows in strips from top to bottom, each drawn when it is asked for.

    What can be refused is refused before the first.
    """
    column = column_of(width, badge.language, badge.word)
    qr.checked(badge.code)
    for block in (_who, _whom, _foot):
        yield inked(block(badge, column), width, MARGIN)


def prepare() -> None:
    """Read the fonts and prepare the QR squares (0.3 s), so that the first badge is no slower."""
    fonts.prepare()
    qr.square("LB1:" + "0" * 26)


def void(width: int) -> Image.Image:
    """Return a strip that voids what is above it (PrinterError: unknown_width, no_fonts)."""
    return inked(Crossing(narrow(column_of(width).set("VOID", _DAY)), width), width)


def ruler(width: int) -> Image.Image:
    """Return a ruler as wide as the paper (PrinterError: unknown_width, no_fonts)."""
    return inked(
        Ruler(narrow(column_of(width).set(f"{width} dots", _TITLE)), width), width
    )


def _pasted(strips: list[Image.Image], width: int) -> Image.Image:
    paper = Image.new("1", (width, sum(strip.height for strip in strips)))
    top = 0
    for strip in strips:
        paper.paste(strip, (0, top))
        top += strip.height
    return paper


def column_of(width: int, language: str = "", word: str = "") -> TextColumn:
    """Return the column of a paper of that many dots; raises PrinterError: unknown_width.

    Words of a site's language begin where `word` does, and names where they themselves do.
    """
    if width not in WIDTHS:
        raise PrinterError(PrintProblemKind.UNKNOWN_WIDTH, f"{width} dots")
    from_right = bool(bidi.base(word)) if word else False
    return TextColumn(width - 2 * MARGIN, language, from_right)


def inked(block: Block, width: int, left: int = 0) -> Image.Image:
    """Return the block, black on white, on a paper of that many dots."""
    paper = Image.new("L", (width, block.height), 255)
    block.draw(ImageDraw.Draw(paper), left, 0)
    return paper.point(_DOTS, "1")


def _who(badge: BadgeContent, column: TextColumn) -> Block:
    return Stack(
        [_head(badge.word, badge.site, column), Space(24), _name(badge, column)]
    )


@lru_cache(maxsize=16)
def _head(word: str, site: str, column: TextColumn) -> Block:
    title = narrow(column._replace(width=column.width * 2 // 3).set(word, _TITLE))
    place = narrow(column.beside(title).set(site, _WORDS))
    line = column.row(seated(title), seated(place))
    return _kept(Stack([Space(MARGIN), line, Space(20), Rule(column.width)]), column)


def _name(badge: BadgeContent, column: TextColumn) -> Block:
    """Set the name; where no font can write it, leave a line for a pen."""
    name = (
        column.set(badge.number, _NUMBER_ALONE)
        if badge.private
        else column.set(badge.name, NAME)
    )
    return name if name.lines else Stack([Space(NAME.largest), Rule(column.width)])


def _whom(badge: BadgeContent, column: TextColumn) -> Block:
    """Set whom they visit, all on the side where the label stands.

    Nothing, if they visit nobody.
    """
    host = column.set("" if badge.private else badge.host, _HOST)
    company = _company(badge.company, _WORDS if host.lines else _HOST, column)
    label, flush_right = _label(badge.labels.host, column)
    lines = [
        words._replace(flush_right=flush_right)
        for words in (host, company)
        if words.lines
    ]
    below = [block for words in lines for block in (Space(4), words)]
    return Stack([Space(28), label, *below, Space(24)] if lines else [Space(28)])


@lru_cache(maxsize=64)
def _company(name: str, sizes: Sizes, column: TextColumn) -> TypesetParagraph:
    """Set once the name of a company, of which a house has a few and many guests."""
    return column.set(name, sizes)


@lru_cache(maxsize=16)
def _label(words: str, column: TextColumn) -> tuple[Block, bool]:
    """Return the words, and whether they begin at the right."""
    label = column.set(words, _SMALL)
    return _kept(label, column), label.flush_right


def _foot(badge: BadgeContent, column: TextColumn) -> Block:
    """Set what makes the badge valid at its very end, so that a torn one is seen to be void."""
    day = _day(badge.day, badge.day_number, column)
    square = Picture(qr.square(badge.code))
    until = _until(badge.labels.valid_until, badge.valid_until, column.beside(square))
    number = _number(badge, column.beside(square))
    between = Space(max(14, square.height - until.height - number.height))
    facts = column.row(Stack([until, between, number]), square)
    return Stack([day, facts, Space(qr.QUIET), Rule(column.width)])


@lru_cache(maxsize=16)
def _day(day: str, day_number: int, column: TextColumn) -> Block:
    stamp = Picture(mark.mark(day_number, _MARK))
    words = narrow(column.beside(stamp).set(day, _DAY))
    around = round(_MARK - _CAPITALS * words.size) // 2
    row = column.row(seated(words, around), stamp)
    # The quiet zone of the square below has room for what hangs from the month's letters.
    return _kept(Stack([Rule(column.width), Space(20), row, Space(qr.QUIET)]), column)


@lru_cache(maxsize=16)
def _until(label: str, time: str, column: TextColumn) -> Block:
    end = seated(column.set(time, _TITLE), 2)
    return _kept(Stack([column.set(label, _SMALL), Space(2), end]), column)


def _number(badge: BadgeContent, column: TextColumn) -> Block:
    words = column.set(badge.number, _NUMBER)
    if badge.copy == 1:
        return seated(words)
    number = seated(narrow(words))
    copy = f"{badge.labels.copy} {badge.copy}".upper()
    tag = Tag(narrow(column._replace(width=column.width - 2 * FRAME).set(copy, _WORDS)))
    both = number.width + _GAP + tag.width
    if both <= column.width:
        pair = column._replace(width=both).row(number, Stack([tag, Space(-3)]))
        return column.row(pair, Space(0))
    return Stack([column.row(tag, Space(0)), Space(8), column.row(number, Space(0))])


def _kept(block: Block, column: TextColumn) -> Picture:
    """Draw once what every badge of a day says; no guest's words, for it stays in memory."""
    paper = Image.new("L", (column.width, block.height), 255)
    block.draw(ImageDraw.Draw(paper), 0, 0)
    return Picture(ImageChops.invert(paper))
