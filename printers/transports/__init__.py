"""Transports: non-blocking ways to a printer and back, opened by the address that they lead to."""

from printers.addresses import DeviceFile, Network, SerialLine, Usb
from printers.errors import PrinterError
from printers.transports.descriptor import DescriptorTransport, open_file, open_serial
from printers.transports.network import call
from printers.transports.transport import ConnectionLost, Transport
from printers.transports.usb import open_usb
from printers.vocabulary import PrintProblemKind


def open_line(
    address: Network | Usb | SerialLine | DeviceFile, patience: float
) -> Transport:
    """Open the transport within `patience` seconds; raises PrinterError: unreachable or refused."""
    match address:
        case Network():
            return call(address, patience)
        case Usb():
            return open_usb(address)
        case SerialLine():
            return _fresh(open_serial(address))
        case DeviceFile():
            return _fresh(open_file(address))


def _fresh(line: DescriptorTransport) -> DescriptorTransport:
    """Discard answers that the printer gave to an earlier session."""
    try:
        line.discard_input()
    except ConnectionLost as lost:
        line.close()
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "nothing is at the other end of the line"
        ) from lost
    return line
