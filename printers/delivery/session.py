"""A job's one short connection to a printer: who gets it, and how far it came."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from printers.addresses import SpoolQueue
from printers.delivery.bidirectional_session import BidirectionalSession
from printers.delivery.cups import CupsSession
from printers.delivery.outcome import DEFAULT, Deadlines, Waits
from printers.device import Device
from printers.errors import PrinterError
from printers.transports.opening import open_line
from printers.vocabulary import Outcome, PrinterCondition

__all__ = ["DEFAULT", "Deadlines", "Outcome", "Session", "Waits", "check", "connect"]


class Session(Protocol):
    """A printer that answered the call. A PrinterError of any operation says what was handed over."""

    def look(self) -> PrinterCondition:
        """Return how the printer is; one that says nothing and was never known to is ready."""

    def greet(self) -> None:
        """Ask how the printer is, and go on: whoever looks next hears the answer."""

    def check_ready(self) -> None:
        """Return if a badge sent now should come out, else raise paper_out, cover_open, ...: nothing went."""

    def send(self, content: Iterable[bytes], ending: bytes, waits: Waits = ...) -> None:
        """Hand over the badge, everything from the first byte of `ending` on, and ask for its completion.

        `waits` is told when the printer says why it takes no more, and when it goes on.
        """

    def confirm(self, waits: Waits = ...) -> Outcome:
        """Return what became of it when the printer has said so, or cannot: reset, closed or unconfirmed."""

    def close(self) -> None:
        """Hang up; a badge that was handed over in part is called back."""


@contextmanager
def connect(device: Device, deadlines: Deadlines = DEFAULT) -> Iterator[Session]:
    """Lend a session with the printer; raises PrinterError: unreachable or refused, nothing handed over."""
    session = _session(device, deadlines)
    try:
        yield session
    finally:
        session.close()


def _session(device: Device, deadlines: Deadlines) -> Session:
    if isinstance(device.address, SpoolQueue):
        return CupsSession(device.address, deadlines)
    return BidirectionalSession(
        open_line(device.address, deadlines.connect), device.confirm, deadlines
    )


def check(device: Device, deadlines: Deadlines = DEFAULT) -> PrinterCondition:
    """Return how the printer is, after one short look; no failure but unreachable."""
    try:
        with connect(device, deadlines) as session:
            return session.look()
    except PrinterError:
        return PrinterCondition.UNREACHABLE
