"""The layout of an alarm's roll: strips with a box for each guest, to be shared out and ticked."""

from collections.abc import Iterator, Sequence
from math import ceil

from PIL import Image

from printers.drawing.blocks import Block, Box, Rule, Space, Stack, narrow, seated
from printers.drawing.layout import MARGIN, TextColumn, column_of, inked
from printers.roll import PrintedGuest, RollContent
from printers.text.typeset import Sizes

GUESTS_ON_A_STRIP = 15
"""As long as a sheet of office paper, or a little longer: one hand holds it."""
_TITLE = Sizes(64, 32)
_NAME = Sizes(36, 28, 2)
_PLACE = Sizes(32, 26, 2)
_WORDS = Sizes(28, 22)
_SMALL = Sizes(24, 22, 2)
_NOTICE = Sizes(24, 22, 4)


def count(roll: RollContent) -> int:
    """Return how many strips it has: one also for no guests at all."""
    return max(ceil(len(roll.guests) / GUESTS_ON_A_STRIP), 1)


def strips(roll: RollContent, width: int = 576) -> Iterator[Image.Image]:
    """Yield the roll's strips, each drawn when it is asked for.

    Raises PrinterError before the first: unknown_width or no_fonts.
    """
    column = column_of(width, roll.language, roll.title)
    for number in range(count(roll)):
        first = number * GUESTS_ON_A_STRIP
        guests = roll.guests[first : first + GUESTS_ON_A_STRIP]
        head = _head(roll, f"{number + 1} / {count(roll)}", column)
        yield inked(Stack([head, *_listed(guests, column)]), width, MARGIN)


def _head(roll: RollContent, place: str, column: TextColumn) -> Block:
    """Say on every strip what it is, of which site, and how many there are: they are shared out."""
    number = narrow(column.set(place, _TITLE))
    title = narrow(column.beside(number).set(roll.title.upper(), _TITLE))
    since = narrow(column.set(roll.since, _WORDS))
    site = narrow(column.beside(since).set(roll.site, _WORDS))
    return Stack(
        [
            Space(MARGIN),
            column.row(seated(title), seated(number)),
            Space(24),
            column.row(seated(site), seated(since)),
            Space(16),
            Rule(column.width),
            Space(12),
            column.set(roll.notice, _NOTICE),
        ]
    )


def _listed(guests: Sequence[PrintedGuest], column: TextColumn) -> Iterator[Block]:
    place = ""
    for guest in guests:
        if guest.place != place:
            place = guest.place
            heading = column.set(place, _PLACE)
            yield Stack([Space(28), heading, Space(6), Rule(column.width)])
        yield Space(18)
        yield _guest(guest, column)


def _guest(guest: PrintedGuest, column: TextColumn) -> Block:
    """Set a guest beside a box; a name that no font can write is left to a pen."""
    box = Box(guest.is_found)
    beside = column.beside(box)
    # On the side of the box, whatever way a name runs.
    name, about = (
        beside.set(words, sizes)._replace(flush_right=beside.from_right)
        for words, sizes in ((guest.name, _NAME), (guest.about, _SMALL))
    )
    line = [name] if name.lines else [Space(_NAME.largest), Rule(beside.width)]
    text = Stack([Space(0, beside.width), *line, Space(4), about])
    height = max(text.height, box.height)
    return column.row(_topped(box, height), _topped(text, height))


def _topped(block: Block, height: int) -> Block:
    return Stack([block, Space(height - block.height)])
