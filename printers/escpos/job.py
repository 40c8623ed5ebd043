"""What is sent to a printer around and inside a badge."""

from collections.abc import Iterator

from printers.badge import BadgeContent
from printers.drawing.layout import bands, void
from printers.escpos.commands import ending
from printers.escpos.raster import ROWS, START, fragments


def content(badge: BadgeContent, width: int = 576) -> Iterator[bytes]:
    """Yield the badge's fragments, strip by strip, each drawn when it is asked for: no start and no ending.

    Raises PrinterError before the first: unknown_width, no_fonts, or bad_code if the code is not a badge's.
    """
    yield from map(fragments, bands(badge, width))


def eject(width: int, cutter: bool) -> bytes:  # noqa: FBT001 - as of `ending`
    """Return what marks a stub left in the printer as void and sends it out; a badge may follow.

    A fragment that was cut short is filled up: a printer ignores NUL outside of one.
    """
    return bytes(ROWS * width // 8) + START + fragments(void(width)) + ending(cutter)
