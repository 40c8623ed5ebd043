"""A badge, printed: drawn, encoded and delivered."""

from printers.badge import Badge
from printers.delivery.addresses import Address
from printers.delivery.session import DEFAULT, Deadlines, Outcome, deliver
from printers.drawing.layout import draw
from printers.wire.raster import encode


def print_badge(badge: Badge, address: Address, width: int = 576, deadlines: Deadlines = DEFAULT) -> Outcome:
    """Print the badge on the printer at that address, `width` dots wide; raises PrinterError."""
    return deliver(encode(draw(badge, width)), address, deadlines)
