"""A printer's connection for one badge: the session that fits its address, closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from printers.addresses import Device, SpoolQueue
from printers.delivery.bidirectional_session import BidirectionalSession
from printers.delivery.cups import CupsSession
from printers.delivery.deadlines import DEFAULT, Deadlines, of_device
from printers.delivery.session import Session
from printers.errors import PrinterError
from printers.transports import open_line
from printers.vocabulary import PrinterCondition


@dataclass(frozen=True, slots=True)
class Look:
    """A printer's condition, and why where it is unreachable.

    `seconds` is the longest that it took for an answer; None if it gave none.
    """

    condition: PrinterCondition
    seconds: float | None = None
    reason: str = ""


@contextmanager
def connect(device: Device, deadlines: Deadlines = DEFAULT) -> Iterator[Session]:
    """Lend a session with the printer; raises PrinterError: unreachable or refused."""
    deadlines = of_device(deadlines, device)
    session: Session
    if isinstance(device.address, SpoolQueue):
        session = CupsSession(device.address, deadlines)
    else:
        line = open_line(device.address, deadlines.connect)
        session = BidirectionalSession(line, device.confirm, deadlines)
    try:
        yield session
    finally:
        session.close()


def look_at(device: Device, deadlines: Deadlines = DEFAULT) -> Look:
    """Return how the printer is after one short look; never raises PrinterError."""
    called = monotonic()
    try:
        with connect(device, deadlines) as session:
            connected = monotonic() - called
            condition = session.look()
            slowest_answer = session.slowest_answer
    except PrinterError as error:
        return Look(PrinterCondition.UNREACHABLE, reason=error.explanation)
    return Look(
        condition, None if slowest_answer is None else max(connected, slowest_answer)
    )
