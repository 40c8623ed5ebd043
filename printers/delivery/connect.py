"""A printer's connection for one badge: the session that fits its address, closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from printers.addresses import SpoolQueue
from printers.delivery.bidirectional_session import BidirectionalSession
from printers.delivery.cups import CupsSession
from printers.delivery.deadlines import DEFAULT, Deadlines
from printers.delivery.session import Session
from printers.device import Device
from printers.errors import PrinterError
from printers.transports.opening import open_line
from printers.vocabulary import PrinterCondition


@contextmanager
def connect(device: Device, deadlines: Deadlines = DEFAULT) -> Iterator[Session]:
    """Lend a session with the printer; raises PrinterError: unreachable or refused."""
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


def check(device: Device, deadlines: Deadlines = DEFAULT) -> PrinterCondition:
    """Return the printer's condition after one short look; never raises PrinterError."""
    try:
        with connect(device, deadlines) as session:
            return session.look()
    except PrinterError:
        return PrinterCondition.UNREACHABLE
