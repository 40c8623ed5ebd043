"""How a badge looks: who it is in the largest type, until when, and at the foot what makes it valid."""

from PIL import Image, ImageDraw

from printers import mark, qr
from printers.badge import Badge
from printers.blocks import Block, Picture, Row, Rule, Space, Stack
from printers.errors import PrinterError, Reason
from printers.typeset import Sizes, fit

WIDTHS = range(384, 641, 8)
NAME = Sizes(110, 44, 3)
THRESHOLD = 150
MARGIN = 20


def draw(badge: Badge, width: int = 576) -> Image.Image:
    """Return the badge in dots, black on white, `width` dots wide (384 to 640) and as long as it needs.

    Raises PrinterError: unknown_width, or bad_code if the code is not a badge's.
    """
    if width not in WIDTHS:
        raise PrinterError(Reason.unknown_width, f"{width} dots")
    content = _content(badge, width - 2 * MARGIN)
    paper = Image.new("L", (width, content.height + 2 * MARGIN), 255)
    content.draw(ImageDraw.Draw(paper), MARGIN, MARGIN)
    return paper.point(lambda shade: 255 if shade >= THRESHOLD else 0).convert("1", dither=Image.Dither.NONE)


def _content(badge: Badge, column: int) -> Block:
    return Stack(
        [
            _head(badge, column),
            Space(14),
            Rule(column),
            Space(30),
            _name(badge, column),
            Space(34),
            _host(badge, column),
            Space(30),
            Rule(column),
            Space(26),
            _day(badge, column),
            Space(22),
            _foot(badge, column),
        ]
    )


def _head(badge: Badge, column: int) -> Block:
    word = fit(badge.word, column // 2, Sizes(40, 22))
    return Row(word, fit(badge.site, column - word.width - 24, Sizes(28, 22)), column)


def _name(badge: Badge, column: int) -> Block:
    name = fit(badge.name, column, NAME)
    return name if name.lines else Stack([Space(NAME.largest), Rule(column)])


def _host(badge: Badge, column: int) -> Block:
    return Stack(
        [
            fit(badge.labels.host, column, Sizes(24, 22)),
            Space(8),
            fit(badge.host, column, Sizes(42, 28, 2)),
            Space(6),
            fit(badge.company, column, Sizes(30, 22, 2)),
        ]
    )


def _day(badge: Badge, column: int) -> Block:
    stamp = Picture(mark.mark(badge.day_number, 76))
    return Row(fit(badge.day, column - stamp.width - 24, Sizes(64, 36)), stamp, column)


def _foot(badge: Badge, column: int) -> Block:
    square = Picture(qr.square(badge.code))
    beside = column - square.width - 16
    words = Stack(
        [
            fit(badge.labels.valid_until, beside, Sizes(24, 22)),
            Space(6),
            fit(badge.valid_until, beside, Sizes(44, 22)),
            Space(18),
            _number(badge, beside),
        ]
    )
    return Row(words, square, column)


def _number(badge: Badge, column: int) -> Block:
    number = fit(badge.number, column, Sizes(44, 22))
    if badge.copy == 1:
        return number
    return Stack([number, Space(8), fit(f"{badge.labels.copy} {badge.copy}".upper(), column, Sizes(28, 22))])
