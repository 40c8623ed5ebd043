"""A line to a printer, as a session drives it."""

from typing import Protocol

from printers.vocabulary import PrintProblemKind


class ConnectionLost(Exception):
    """The line is gone; `doubtful` where some of the bytes just given may have left before."""

    def __init__(self, kind: PrintProblemKind, *, doubtful: bool = False) -> None:
        self.kind = kind
        self.doubtful = doubtful
        super().__init__(str(kind))


class Transport(Protocol):
    """Carries bytes both ways; only `wait` waits. The first four may raise ConnectionLost."""

    def wait(self, seconds: float, *, to_send: bool) -> None:
        """Return when something can be read, or sent if that is wanted, or the time is over."""

    def send(self, data: memoryview) -> int:
        """Return how many bytes have left us for good, which may be none."""

    def receive(self) -> bytes:
        """Return what has come, which may be nothing; the end of the line is ConnectionLost: closed."""

    def finish(self) -> bool:
        """Say that no more comes; return whether the printer can hang up in answer."""

    def pending(self) -> int:
        """Return how many bytes this machine is known to hold that have not reached the printer."""

    def close(self) -> None:
        """Hang up; what was sent still arrives."""

    def abandon(self) -> None:
        """Hang up; what was sent and has not arrived is called back where that can be."""
