"""A badge, printed: drawn, encoded and delivered."""

from printers.badge import Badge
from printers.delivery import DEFAULT, Address, Deadlines, Outcome, deliver
from printers.layout import draw
from printers.raster import encode


def print_badge(badge: Badge, address: Address, width: int = 576, deadlines: Deadlines = DEFAULT) -> Outcome:
    """Print the badge on the printer at that address, `width` dots wide; raises PrinterError."""
    return deliver(encode(draw(badge, width)), address, deadlines)
