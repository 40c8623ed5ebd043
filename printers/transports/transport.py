"""The protocol of a transport, as a session drives it, and what the kernel knows of one."""

import fcntl
import struct
import termios
from contextlib import suppress
from typing import Protocol

from printers.vocabulary import PrintProblemKind


class ConnectionLost(Exception):
    """The connection is gone; `doubtful` where some of the bytes just given may have been sent."""

    def __init__(self, kind: PrintProblemKind, *, doubtful: bool = False) -> None:
        self.kind = kind
        self.doubtful = doubtful
        super().__init__(str(kind))


class Transport(Protocol):
    """Carries bytes both ways; only `wait` blocks. The first four may raise ConnectionLost."""

    def wait(self, seconds: float, *, to_send: bool) -> None:
        """Return when something can be read, or sent if that is wanted, or the time is over."""

    def send(self, data: memoryview) -> int:
        """Send without blocking; return how many bytes were taken, which may be none."""

    def receive(self) -> bytes:
        """Return what has come, which may be nothing; the end is ConnectionLost: closed."""

    def finish(self) -> bool:
        """Half-close; return whether the printer can close in answer."""

    def pending(self) -> int:
        """Return how many bytes this machine still holds, as far as it knows."""

    def close(self) -> None:
        """Close; what was sent still arrives."""

    def abandon(self) -> None:
        """Close; what was sent and has not arrived is dropped, where that is possible."""


def unsent(descriptor: int) -> int:
    """Return how many bytes the kernel still holds of what was sent; 0 if it does not know."""
    with suppress(OSError):
        held = fcntl.ioctl(descriptor, termios.TIOCOUTQ, bytes(4))
        return int(struct.unpack("i", held)[0])
    return 0
