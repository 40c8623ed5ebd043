"""One short connection that carries a job to a network printer and knows how far it came."""

import selectors
import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from printers.delivery.addresses import Address, Network
from printers.errors import Handed, PrinterError, Reason

SEND_BUFFER = 4096
_ANSWERS = 4096
_CLOSE_AT_ONCE = struct.pack("ii", 1, 0)


class Outcome(StrEnum):
    """What is known after a delivery that did not fail."""

    PRINTED = "printed"
    SENT_UNCONFIRMED = "sent_unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long to wait, in seconds: for a connection, and for the next sign that the job goes on."""

    connect: float = 3.0
    progress: float = 5.0


DEFAULT = Deadlines()


def deliver(payload: bytes, address: Address, deadlines: Deadlines = DEFAULT) -> Outcome:
    """Hand the job to the printer and wait until it hangs up: it has taken all, though nobody saw paper.

    Raises PrinterError: unreachable or refused (nothing was sent), reset, closed or stalled. Its
    `handed_over` tells what the printer may hold; after a failure part of the way no more of it arrives.
    """
    if not isinstance(address, Network):
        raise PrinterError(Reason.BAD_ADDRESS, "only tcp:// so far")
    with closing(_Session(_connect(address, deadlines.connect), deadlines.progress)) as session:
        session.hand_over(memoryview(payload))
        session.finish()
    return Outcome.SENT_UNCONFIRMED


def _connect(address: Network, patience: float) -> socket.socket:
    end = monotonic() + patience
    try:
        ways = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PrinterError(Reason.UNREACHABLE, "no such host") from error
    failure: OSError = TimeoutError()
    for family, kind, protocol, _name, place in ways:
        line = socket.socket(family, kind, protocol)
        try:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            line.settimeout(max(end - monotonic(), 0.001))
            line.connect(place)
        except OSError as error:
            line.close()
            failure = error
        else:
            line.settimeout(0)
            return line
    refused = isinstance(failure, ConnectionRefusedError)
    raise PrinterError(Reason.REFUSED if refused else Reason.UNREACHABLE) from failure


class _Session:
    """A connection, read all the time: whoever closes one with unread answers destroys the job on its way."""

    def __init__(self, line: socket.socket, patience: float) -> None:
        self._line = line
        self._patience = patience
        self._handed = Handed.NOTHING
        self._selector = selectors.DefaultSelector()

    def hand_over(self, rest: memoryview) -> None:
        """Give all to the kernel."""
        self._selector.register(self._line, selectors.EVENT_READ | selectors.EVENT_WRITE)
        end = monotonic() + self._patience
        while rest:
            ready = self._wait(end)
            if ready & selectors.EVENT_READ and not self._listen():
                raise self._failure(Reason.CLOSED)
            if ready & selectors.EVENT_WRITE:
                rest = rest[self._send(rest) :]
                end = monotonic() + self._patience
        self._handed = Handed.EVERYTHING

    def finish(self) -> None:
        """Say that this is all, and read until the printer says the same."""
        self._selector.modify(self._line, selectors.EVENT_READ)
        end = monotonic() + self._patience
        try:
            self._line.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise self._failure(Reason.RESET) from error
        while self._wait(end) and self._listen():
            pass

    def close(self) -> None:
        """Hang up; a job that was given in part is called back."""
        if self._handed is Handed.PART:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_AT_ONCE)
        self._selector.close()
        self._line.close()

    def _wait(self, end: float) -> int:
        events = self._selector.select(max(end - monotonic(), 0))
        if not events:
            raise self._failure(Reason.STALLED)
        return events[0][1]

    def _listen(self) -> bytes:
        try:
            return self._line.recv(_ANSWERS)
        except OSError as error:
            raise self._failure(Reason.RESET) from error

    def _send(self, rest: memoryview) -> int:
        try:
            taken = self._line.send(rest)
        except OSError as error:
            raise self._failure(Reason.RESET) from error
        self._handed = Handed.PART
        return taken

    def _failure(self, reason: Reason) -> PrinterError:
        return PrinterError(reason, handed_over=self._handed)
