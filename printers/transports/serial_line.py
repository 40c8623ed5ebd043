"""A serial line to a printer."""

from printers import profiles
from printers.addresses import SerialLine
from printers.transports.descriptor import DescriptorTransport


def open_serial(address: SerialLine) -> DescriptorTransport:
    """Return the line; raises PrinterError: unreachable."""
    port = profiles.open_serial(address.path, address.baud)
    return DescriptorTransport(port.fileno(), port.close)
