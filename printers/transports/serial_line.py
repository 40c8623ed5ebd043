"""A serial line to a printer."""

from printers import profiles
from printers.addresses import SerialLine
from printers.transports.descriptor import DescriptorLine


def open_serial(address: SerialLine) -> DescriptorLine:
    """Return the line; raises PrinterError: unreachable."""
    port = profiles.open_serial(address.path, address.baud)
    return DescriptorLine(port.fileno(), port.close)
