"""Drawing a badge to bytes, beside Pillow, qrcode and python-escpos used plainly."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date
from statistics import median
from typing import NamedTuple

import qrcode
from escpos.printer import Dummy
from PIL import Image, ImageDraw, ImageFont

from bench.figures import Figure, calibration
from printers.badge import BadgeContent
from printers.print_badge import encoded_strips
from printers.text.fonts import OWN_FOLDER

ROUNDS, BADGES, MOVED = 40, 12, 0.15
RATIO, FIRST_MS = 0.25, 2
WIDTH, LENGTH, MARGIN = 576, 735, 24
FONT = OWN_FOLDER / "noto-sans-latin-700-normal.woff2"
NAMES = ("Gita Pramesti", "Raka Putra", "Dewi Lestari", "Featherstone Brown")


class Round(NamedTuple):
    """Milliseconds a badge in each way, and by which part the machine's speed moved meanwhile."""

    ours: float
    first: float
    plain: float
    moved: float


def figures() -> Iterator[Figure]:
    """G4, and how soon a printer has something to do; a round in which the machine moved does not count."""
    badges = [sample(place) for place in range(BADGES)]
    rounds = [_round(badges) for _ in range(ROUNDS + 1)][1:]
    steady = [found for found in rounds if found.moved <= MOVED] or rounds
    ratio = median(found.ours / found.plain for found in steady)
    yield Figure("G4 badge to bytes, of the plain way", round(ratio, 3), "ratio", RATIO)
    yield Figure(
        "badge to bytes", round(median(found.ours for found in steady), 2), "ms"
    )
    yield Figure(
        "badge to bytes, the plain way",
        round(median(found.plain for found in steady), 2),
        "ms",
    )
    yield Figure(
        "badge to its first bytes",
        round(median(found.first for found in steady), 2),
        "ms",
        FIRST_MS,
    )


def _round(badges: list[BadgeContent]) -> Round:
    before = calibration()
    ours, first, plain = (_each(badges, way) for way in (_ours, _first, _plain))
    return Round(ours, first, plain, abs(calibration() / before - 1))


def _each(badges: list[BadgeContent], way: Callable[[BadgeContent], bytes]) -> float:
    """Return the median of the milliseconds."""
    spent = []
    with redirect_stdout(io.StringIO()):
        for badge in badges:
            began = time.perf_counter()
            way(badge)
            spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


def _ours(badge: BadgeContent) -> bytes:
    return b"".join(encoded_strips(badge, WIDTH))


def _first(badge: BadgeContent) -> bytes:
    return next(encoded_strips(badge, WIDTH))


def _plain(badge: BadgeContent) -> bytes:
    """Set the same words in the same type on the same paper, at a fixed size."""
    paper = Image.new("L", (WIDTH, LENGTH), 255)
    ink = ImageDraw.Draw(paper)
    for across, down, size, words in (
        (MARGIN, 24, 40, badge.word),
        (420, 34, 28, badge.site),
        (MARGIN, 100, 100, badge.name.replace(" ", "\n")),
        (MARGIN, 350, 24, badge.labels.host),
        (MARGIN, 376, 40, badge.host),
        (MARGIN, 420, 28, badge.company),
        (MARGIN, 490, 64, badge.day),
        (MARGIN, 570, 24, badge.labels.valid_until),
        (MARGIN, 600, 40, badge.valid_until),
        (MARGIN, 660, 44, badge.number),
    ):
        ink.text((across, down), words, fill=0, font=ImageFont.truetype(FONT, size))
    paper.paste(
        qrcode.make(badge.code, box_size=5).get_image(), (WIDTH - 189, LENGTH - 165)
    )
    printer = Dummy()
    printer.image(paper)
    printer.cut()
    return bytes(printer.output)


def sample(place: int) -> BadgeContent:
    """A badge of a guest, another one for each place."""
    name = NAMES[place % len(NAMES)]
    return BadgeContent(
        word="Guest",
        name=name,
        host="Hana Wijaya",
        company="Langit Studio",
        site="Senopati",
        day="22 Nov 2026",
        valid_until="18:00",
        number=f"K7-{place:03}",
        code=f"LB1:0123456789ABCDEFGHJKMNP{place:03}",
        day_number=date(2026, 11, 22).toordinal(),
    )
