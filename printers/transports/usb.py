"""A USB printer's two endpoints, of which the one for answers may be missing."""

from time import sleep

from usb.core import USBError, USBTimeoutError

from printers import profiles
from printers.addresses import Usb
from printers.transports.transport import ConnectionLost
from printers.vocabulary import PrintProblemKind

# Bytes of a transfer: small, so that a busy printer's time-out costs little.
_PIECE = 4096
_ANSWERS = 512
# Seconds: a read or write that blocks longer would hold up the other direction.
_LONGEST = 0.1
_SHORTEST = 0.001


class UsbTransport:
    """Transfers with short time-outs: a busy printer takes a part of one, or none."""

    def __init__(self, printer: profiles.UsbPrinter) -> None:
        self._printer = printer
        self._heard = b""

    def wait(self, seconds: float, *, to_send: bool) -> None:
        """Return after a moment: nothing tells when a printer takes more, so it is tried."""
        seconds = _SHORTEST if to_send else min(max(seconds, _SHORTEST), _LONGEST)
        if not self._printer.answers:
            sleep(seconds)
            return
        try:
            self._heard += self._printer.read(_ANSWERS, seconds)
        except USBTimeoutError:
            pass
        except USBError as error:
            raise ConnectionLost(PrintProblemKind.RESET) from error

    def send(self, data: memoryview) -> int:
        try:
            return self._printer.write(bytes(data[:_PIECE]), _LONGEST)
        except USBTimeoutError:
            return 0
        except USBError as error:
            raise ConnectionLost(PrintProblemKind.RESET, doubtful=True) from error

    def receive(self) -> bytes:
        received, self._heard = self._heard, b""
        return received

    def finish(self) -> bool:
        return False

    def pending(self) -> int:
        return 0

    def close(self) -> None:
        self._printer.close()

    def abandon(self) -> None:
        self._printer.close()


def open_usb(address: Usb) -> UsbTransport:
    """Return the line; raises PrinterError: unreachable."""
    return UsbTransport(
        profiles.open_usb(address.vendor, address.product, address.serial)
    )
