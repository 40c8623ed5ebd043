"""How a badge looks: who it is in the largest type, until when, and at the foot what makes it valid."""

from collections.abc import Iterator

from PIL import Image, ImageDraw

from printers.badge import Badge
from printers.drawing import mark, qr
from printers.drawing.blocks import Block, Picture, Row, Rule, Space, Stack, Tag, narrow
from printers.drawing.strips import Crossing, Ruler
from printers.errors import PrinterError, Reason
from printers.lettering.typeset import Paragraph, Sizes, fit

WIDTHS = range(384, 641, 8)
NAME = Sizes(110, 44, 3)
_NUMBER = NAME._replace(lines=1)
MARGIN = 24
THRESHOLD = 150
_DOTS = [255 * (shade >= THRESHOLD) for shade in range(256)]
_GAP = 28
_MARK = 64
_TITLE = Sizes(40, 22)
_SMALL = Sizes(24, 22)
_HOST = _COMPANY_ALONE = Sizes(40, 28, 2)
_WORDS = Sizes(28, 22, 2)


def draw(badge: Badge, width: int = 576) -> Image.Image:
    """Return the badge in dots, black on white, `width` dots wide (384 to 640) and as long as it needs.

    Raises PrinterError: unknown_width, no_fonts, or bad_code if the code is not a badge's.
    """
    strips = list(bands(badge, width))
    paper = Image.new("1", (width, sum(strip.height for strip in strips)))
    top = 0
    for strip in strips:
        paper.paste(strip, (0, top))
        top += strip.height
    return paper


def bands(badge: Badge, width: int = 576) -> Iterator[Image.Image]:
    """Yield the same rows in strips from top to bottom, each drawn when it is asked for, the name first.

    What can be refused is refused before the first.
    """
    column = _column(width)
    qr.checked(badge.code)
    for block in (_who, _whom, _foot):
        yield _inked(block(badge, column), width, MARGIN)


def void(width: int) -> Image.Image:
    """Return a strip that makes what stands above it void; raises PrinterError: unknown_width, no_fonts."""
    word = narrow(fit("VOID", _column(width), Sizes(64, 32)))
    return _inked(Crossing(word, width), width)


def strip(width: int) -> Image.Image:
    """Return a ruler as wide as the paper should be; raises PrinterError: unknown_width, no_fonts."""
    words = narrow(fit(f"{width} dots", _column(width), Sizes(36, 22)))
    return _inked(Ruler(words, width), width)


def _column(width: int) -> int:
    if width not in WIDTHS:
        raise PrinterError(Reason.UNKNOWN_WIDTH, f"{width} dots")
    return width - 2 * MARGIN


def _inked(block: Block, width: int, left: int = 0) -> Image.Image:
    paper = Image.new("L", (width, block.height), 255)
    block.draw(ImageDraw.Draw(paper), left, 0)
    return paper.point(_DOTS, "1")


def _who(badge: Badge, column: int) -> Block:
    above: list[Block] = [Space(MARGIN), _head(badge, column), Space(12), Rule(column), Space(24)]
    return Stack([*above, _name(badge, column)])


def _head(badge: Badge, column: int) -> Block:
    word = fit(badge.word, column * 2 // 3, _TITLE)
    site = fit(badge.site, column - word.width - _GAP, _WORDS)
    return Row(narrow(word), narrow(site, flush_right=True), column)


def _name(badge: Badge, column: int) -> Block:
    """Set the name; where no font can write it, leave a line for a pen."""
    name = fit(badge.number, column, _NUMBER) if badge.private else fit(badge.name, column, NAME)
    return name if name.lines else Stack([Space(NAME.largest), Rule(column)])


def _whom(badge: Badge, column: int) -> Block:
    company = fit(badge.company, column, _COMPANY_ALONE if badge.private else _WORDS)
    host: list[Block] = [] if badge.private else [fit(badge.host, column, _HOST), Space(4)]
    return Stack([Space(28), fit(badge.labels.host, column, _SMALL), Space(6), *host, company])


def _foot(badge: Badge, column: int) -> Block:
    """Set what makes the badge valid at its very end, so that a torn one is seen to be void."""
    square = Picture(qr.square(badge.code))
    facts = Row(_facts(badge, column - square.width - _GAP), square, column)
    day = _day(badge, column)
    above: list[Block] = [Space(24), Rule(column), Space(20), day, Space(qr.QUIET)]
    return Stack([*above, facts, Space(qr.QUIET), Rule(column)])


def _day(badge: Badge, column: int) -> Block:
    stamp = Picture(mark.mark(badge.day_number, _MARK))
    return Row(fit(badge.day, column - stamp.width - _GAP, Sizes(64, 32)), stamp, column)


def _facts(badge: Badge, column: int) -> Block:
    number = fit(badge.number, column, Sizes(44, 22))
    until: list[Block] = [
        fit(badge.labels.valid_until, column, _SMALL),
        fit(badge.valid_until, column, Sizes(40, 22)),
    ]
    return Stack([*until, Space(12), _numbered(badge, number, column)])


def _numbered(badge: Badge, number: Paragraph, column: int) -> Block:
    if badge.copy == 1:
        return number
    tag = Tag(narrow(fit(f"{badge.labels.copy} {badge.copy}".upper(), column - 20, Sizes(28, 22))))
    if number.width + _GAP + tag.width <= column:
        return Row(narrow(number), tag, number.width + _GAP + tag.width)
    return Stack([tag, Space(8), number])
