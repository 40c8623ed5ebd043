"""The line that leads to an address."""

from printers.delivery.addresses import Address, Network
from printers.delivery.lines import network
from printers.delivery.lines.line import Line
from printers.errors import PrinterError, Reason


def open_line(address: Address, patience: float) -> Line:
    """Return a line within `patience` seconds; raises PrinterError: unreachable or refused."""
    if isinstance(address, Network):
        return network.call(address, patience)
    raise PrinterError(Reason.BAD_ADDRESS, "only tcp:// so far")
