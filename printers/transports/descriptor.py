"""A transport over a file descriptor: a serial line, or a printer's device file."""

import os
import select
import stat
import termios
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from printers import profiles
from printers.addresses import DeviceFile, SerialLine
from printers.errors import PrinterError
from printers.transports.transport import ConnectionLost, unsent
from printers.vocabulary import PrintProblemKind

_ANSWERS = 4096
_MOST_DISCARDED = 64
# Seconds without a poll for input on a device that reported some and had none.
_NAP = 0.02
# O_NOCTTY: a serial line must not become the terminal that controls this process.
_FLAGS = os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def open_serial(address: SerialLine) -> "DescriptorTransport":
    """Open the serial line; raises PrinterError: unreachable."""
    port = profiles.open_serial(address.path, address.baud)
    return DescriptorTransport(port.fileno(), port.close)


def open_file(address: DeviceFile) -> "DescriptorTransport":
    """Open the device file; raises PrinterError: unreachable, or bad_address for another file."""
    try:
        descriptor = os.open(address.path, _FLAGS)
    except FileNotFoundError as error:
        raise PrinterError(PrintProblemKind.UNREACHABLE, "no such device") from error
    except OSError as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "the device cannot be opened"
        ) from error
    # A typo in the path would otherwise fill a plain file with badges.
    if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PrinterError(PrintProblemKind.BAD_ADDRESS, "this file is not a device")
    return DescriptorTransport(descriptor, partial(os.close, descriptor))


class DescriptorTransport:
    """Reads and writes without blocking; only a hang-up is the end, an empty read is not."""

    def __init__(self, descriptor: int, close: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._close = close
        self._hung_up = False
        self._empty = False
        self._poll = select.poll()

    def wait(self, seconds: float, *, to_send: bool) -> None:
        wanted = (0 if self._empty else select.POLLIN) | (
            select.POLLOUT if to_send else 0
        )
        seconds = min(seconds, _NAP) if self._empty else seconds
        self._poll.register(self._descriptor, wanted)
        events = self._poll.poll(max(seconds, 0) * 1000)
        self._hung_up = any(
            event & (select.POLLHUP | select.POLLNVAL) for _, event in events
        )
        self._empty = any(event & select.POLLIN for _, event in events)

    def send(self, data: memoryview) -> int:
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise ConnectionLost(PrintProblemKind.RESET) from error

    def receive(self) -> bytes:
        try:
            answers = os.read(self._descriptor, _ANSWERS)
        except BlockingIOError:
            answers = b""
        except OSError as error:
            raise ConnectionLost(PrintProblemKind.RESET) from error
        if not answers and self._hung_up:
            raise ConnectionLost(PrintProblemKind.CLOSED)
        # A device file may report input ready although the printer has said nothing.
        self._empty = self._empty and not answers
        return answers

    def finish(self) -> bool:
        return False

    def pending(self) -> int:
        return unsent(self._descriptor)

    def close(self) -> None:
        self._close()

    def abandon(self) -> None:
        with suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)
        self._close()

    def discard_input(self) -> None:
        """Throw away answers to an earlier session; raises ConnectionLost."""
        for _ in range(_MOST_DISCARDED):
            if not self.receive():
                return
