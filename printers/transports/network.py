"""A TCP connection to a printer's raw port (9100)."""

import select
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from printers.addresses import Network
from printers.errors import PrinterError
from printers.transports.transport import ConnectionLost, unsent
from printers.vocabulary import PrintProblemKind

# Bytes; so few that what the printer has not taken stays here, where it can be called back.
SEND_BUFFER = 4096
_ANSWERS = 4096
# SO_LINGER of 0 s: close resets the connection, and unsent data is dropped.
_CLOSE_AT_ONCE = struct.pack("ii", 1, 0)

_Place = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
_Way = tuple[int, int, int, str, _Place]


class NetworkTransport:
    """A TCP connection; closing it with unread answers would destroy the job on its way."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._poll = select.poll()

    def wait(self, seconds: float, *, to_send: bool) -> None:
        self._poll.register(
            self._connection, select.POLLIN | (select.POLLOUT if to_send else 0)
        )
        self._poll.poll(max(seconds, 0) * 1000)

    def send(self, data: memoryview) -> int:
        try:
            return self._connection.send(data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise ConnectionLost(PrintProblemKind.RESET) from error

    def receive(self) -> bytes:
        try:
            answers = self._connection.recv(_ANSWERS)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise ConnectionLost(PrintProblemKind.RESET) from error
        if not answers:
            raise ConnectionLost(PrintProblemKind.CLOSED)
        return answers

    def finish(self) -> bool:
        try:
            self._connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise ConnectionLost(PrintProblemKind.RESET) from error
        return True

    def pending(self) -> int:
        return unsent(self._connection.fileno())

    def close(self) -> None:
        self._connection.close()

    def abandon(self) -> None:
        with suppress(OSError):
            self._connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_AT_ONCE
            )
        self._connection.close()


def call(address: Network, patience: float) -> NetworkTransport:
    """Connect within `patience` seconds; raises PrinterError: unreachable or refused.

    Each IP address of the host is tried in turn; a dead one leaves time for the others.
    """
    end = monotonic() + patience
    ways = _ways(address)
    failure: OSError = TimeoutError()
    for left, way in zip(range(len(ways), 0, -1), ways, strict=True):
        try:
            return NetworkTransport(_connected(way, (end - monotonic()) / left))
        except OSError as error:
            failure = error
    if isinstance(failure, ConnectionRefusedError):
        raise PrinterError(
            PrintProblemKind.REFUSED, "nothing listens at the printer's port"
        ) from failure
    raise PrinterError(
        PrintProblemKind.UNREACHABLE,
        "it does not answer the call: see that it is switched on and connected",
    ) from failure


def _connected(way: _Way, patience: float) -> socket.socket:
    """Connect; raises OSError also where this machine has no such socket, or none left."""
    family, kind, protocol, _name, place = way
    connection = socket.socket(family, kind, protocol)
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        # A status request must not wait for the rest of a segment.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(max(patience, 0.001))
        connection.connect(place)
        connection.settimeout(0)
    except OSError:
        connection.close()
        raise
    return connection


def _ways(address: Network) -> Sequence[_Way]:
    try:
        return socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "nothing in this network has that name now"
        ) from error
