"""How a badge looks: who it is in the largest type, until when, and at the foot what makes it valid."""

from PIL import Image, ImageDraw

from printers.badge import Badge
from printers.drawing import mark, qr
from printers.drawing.blocks import Block, Picture, Row, Rule, Space, Stack
from printers.errors import PrinterError, Reason
from printers.lettering.typeset import Sizes, fit

WIDTHS = range(384, 641, 8)
NAME = Sizes(110, 44, 3)
THRESHOLD = 150
MARGIN = 24
GAP = 28
MARK = 76
BASELINE = 9
ROOM_FOR_A_DAY = 300
SMALL = Sizes(24, 22)


def draw(badge: Badge, width: int = 576) -> Image.Image:
    """Return the badge in dots, black on white, `width` dots wide (384 to 640) and as long as it needs.

    Raises PrinterError: unknown_width, or bad_code if the code is not a badge's.
    """
    if width not in WIDTHS:
        raise PrinterError(Reason.UNKNOWN_WIDTH, f"{width} dots")
    content = _content(badge, width - 2 * MARGIN)
    paper = Image.new("L", (width, content.height + 2 * MARGIN), 255)
    content.draw(ImageDraw.Draw(paper), MARGIN, MARGIN)
    return paper.point(lambda shade: 255 if shade >= THRESHOLD else 0).convert("1", dither=Image.Dither.NONE)


def _content(badge: Badge, column: int) -> Block:
    return Stack(
        [
            _head(badge, column),
            Space(16),
            Rule(column),
            Space(26),
            _name(badge, column),
            Space(30),
            _host(badge, column),
            Space(24),
            Rule(column),
            Space(24),
            _foot(badge, column),
        ]
    )


def _head(badge: Badge, column: int) -> Block:
    stamp = Picture(mark.mark(badge.day_number, MARK))
    beside = column - stamp.width - GAP
    word = fit(badge.word, beside, Sizes(40, 22))
    return Row(Stack([word, Space(4), fit(badge.site, beside, Sizes(26, 22, 2))]), stamp, column)


def _name(badge: Badge, column: int) -> Block:
    """Set the name; where no font can write it, leave a line for a pen."""
    name = fit(badge.name, column, NAME)
    return name if name.lines else Stack([Space(NAME.largest), Rule(column)])


def _host(badge: Badge, column: int) -> Block:
    return Stack(
        [
            fit(badge.labels.host, column, SMALL),
            Space(6),
            fit(badge.host, column, Sizes(40, 28, 2)),
            Space(4),
            fit(badge.company, column, Sizes(28, 22, 2)),
        ]
    )


def _foot(badge: Badge, column: int) -> Block:
    """Set what makes the badge valid at its very end, so that a torn one is seen to be void."""
    square = Stack([Picture(qr.square(badge.code)), Space(BASELINE)])
    beside = column - square.width - GAP
    if beside < ROOM_FOR_A_DAY:
        return Stack([_day(badge, column), Space(qr.QUIET), Row(_number(badge, beside), square, column)])
    words = Stack([_day(badge, beside), Space(16), _number(badge, beside)])
    return Row(words, square, column)


def _day(badge: Badge, column: int) -> Block:
    until = f"{badge.labels.valid_until} {badge.valid_until}"
    return Stack(
        [
            fit(badge.day, column, Sizes(60, 32)),
            Space(6),
            fit(until, column, Sizes(30, 22)),
        ]
    )


def _number(badge: Badge, column: int) -> Block:
    number = fit(badge.number, column, Sizes(44, 22))
    if badge.copy == 1:
        return number
    return Stack([number, Space(4), fit(f"{badge.labels.copy} {badge.copy}".upper(), column, Sizes(28, 22))])
