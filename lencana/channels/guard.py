"""The guard: what a member typed may lead to public addresses only, and for some seconds only.

It looks at the very address that a socket connects to, whichever library does it. So a name
that leads elsewhere a moment after it was looked at, and a redirect, are caught as well.
"""

import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Lock, Thread
from typing import TypeVar
from urllib.parse import urlsplit

SECONDS = 10.0
"""For all of an attempt: a server that sends a byte now and then would never be given up."""
ATTEMPT = "channel attempt"
"""The name of an attempt's thread."""
MOST_ADDRESSES = 10
"""That an attempt connects to; services have two or four."""
# RFC 6052: the last 32 bits are the address that is meant.
TRANSLATED = IPv6Network("64:ff9b::/96")
# Of IANA's registries of special purposes; some versions of Python leave them out.
SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
Result = TypeVar("Result")
IPAddress = IPv4Address | IPv6Address
Addresses = frozenset[tuple[IPAddress, int]]
"""IP addresses with their ports."""


class PrivateAddressError(Exception):
    """An address that is not public, and that the operator has not allowed.

    No `OSError`, which a library would take for one address among several that fails.
    """


@dataclass(eq=False)
class Guarded:
    """What an attempt may connect to, and is connected to."""

    allowed: Addresses
    _connections: list[socket.socket] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _is_over: bool = False

    def judge(self, connection: socket.socket, address: object) -> None:
        """Let the connection be made, or raise `PrivateAddressError` or TimeoutError."""
        if not self._is_allowed(address):
            connection.close()
            raise PrivateAddressError
        with self._lock:
            # A name may lead to thousands of addresses, each of which would be tried in turn.
            if self._is_over or len(self._connections) >= MOST_ADDRESSES:
                raise TimeoutError
            # A copy: TLS takes the socket itself away from its owner.
            self._connections.append(connection.dup())

    def cut(self) -> None:
        """End whatever is connected, and let nothing more be."""
        with self._lock:
            self._is_over = True
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            for connection in self._connections:
                connection.close()

    def _is_allowed(self, address: object) -> bool:
        if not isinstance(address, tuple):
            return False
        try:
            place = ip_address(str(address[0]))
        except ValueError:
            # A name, which would be looked up once more.
            return False
        return is_public(place) or (place, address[1]) in self.allowed


def is_public(address: IPAddress) -> bool:
    """True if anybody on the internet can be meant by the address."""
    if isinstance(address, IPv6Address):
        embedded = _embedded(address)
        if embedded is not None:
            return is_public(embedded)
        if address.is_site_local:
            return False
    is_special = address.is_multicast or address.is_reserved
    return address.is_global and not (
        is_special or any(address in network for network in SPECIAL)
    )


def addresses(listed: str) -> Addresses:
    """Return what is written like `192.168.7.20:443, [fd00::20]:8443` (`ValueError`)."""
    return frozenset(_address(one) for one in listed.replace(",", " ").split())


def _address(written: str) -> tuple[IPAddress, int]:
    parts = urlsplit(f"//{written}")
    if parts.hostname is None or not parts.port or parts.netloc != written:
        raise ValueError
    return ip_address(parts.hostname), parts.port


@contextmanager
def public_only(guarded: Guarded) -> Iterator[None]:
    """Let this thread connect only to where `guarded` allows it while the block runs.

    Raises `PrivateAddressError`, and TimeoutError once `guarded` was cut.
    """
    _watch()
    mark = _guarded.set(guarded)
    try:
        yield
    finally:
        _guarded.reset(mark)
        guarded.close()


def bounded(
    work: Callable[[], Result], allowed: Addresses, seconds: float = SECONDS
) -> Result:
    """Do the work, which reaches public and `allowed` addresses only, and return what it returns.

    After so many seconds its connections are ended, and no more are made: TimeoutError. There are
    ten at most. Raises `PrivateAddressError`.

    A look-up of a name cannot be ended, and may take a resolver half a minute: it is left to a
    thread of its own, which connects to nothing any more when it goes on.
    """
    guarded, outcome = Guarded(allowed), Future[Result]()

    def run() -> None:
        try:
            with public_only(guarded):
                outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            outcome.set_exception(error)

    Thread(target=run, name=ATTEMPT, daemon=True).start()
    try:
        return outcome.result(seconds)
    finally:
        # At the moment at which it is given up: a clock of the thread's own would begin later.
        guarded.cut()


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that is reached by this one, if it stands for one."""
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


@cache
def _watch() -> None:
    """Have Python tell of every connection, from now on."""
    sys.addaudithook(_see)


def _see(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    guarded, connection = _guarded.get(), arguments[0]
    if guarded is not None and isinstance(connection, socket.socket):
        guarded.judge(connection, arguments[1])


_guarded: ContextVar[Guarded | None] = ContextVar("guarded", default=None)
