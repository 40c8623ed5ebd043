"""Connections as hypercorn keeps them, and for longer where a tablet asks again soon."""

import asyncio
from contextlib import suppress
from typing import ClassVar

import h11
import hypercorn.asyncio.run
import hypercorn.protocol
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.h11 import H11Protocol

MOST_KEPT = 100
"""Connections kept for long: a house has fewer screens, and a chain's are its proxy's to keep."""


class Http1Protocol(H11Protocol):
    """Hypercorn's HTTP/1.1 without the upgrade; `refuse_unfit` answers whoever asks for it."""

    @property
    def is_between_requests(self) -> bool:
        """True when requests were answered, and nothing of another one has come."""
        return self.keep_alive_requests > 0 and not self.connection.trailing_data[0]

    async def _check_protocol(self, event: h11.Request) -> None:
        if not any(name.lower() == b"upgrade" for name, _ in event.headers):
            # HTTP/2 without an upgrade: hypercorn reads it, and it is refused like any request.
            await super()._check_protocol(event)


class Connection(TCPServer):
    """Closed when it is idle, or only when nothing is read any more if it is worth keeping.

    A heartbeat comes every 15 s, and each new connection would cost a TLS handshake. Slow sockets
    get no such place: it takes an answered request, and there are few.
    """

    kept: ClassVar[int] = 0

    async def _idle_timeout(self) -> None:
        await self._wait_for_the_end(self.config.keep_alive_timeout)
        protocol = self.protocol.protocol
        is_used = isinstance(protocol, Http1Protocol) and protocol.is_between_requests
        if is_used and Connection.kept < MOST_KEPT:
            Connection.kept += 1
            try:
                await self._wait_for_the_end(self.config.read_timeout)
            finally:
                Connection.kept -= 1
        await asyncio.shield(self._initiate_server_close())

    async def _wait_for_the_end(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.context.terminated.wait()


def use() -> None:
    """Have hypercorn begin each connection with these; it offers no setting for it."""
    setattr(hypercorn.protocol, "H11Protocol", Http1Protocol)  # noqa: B010 - a class is no variable for mypy
    setattr(hypercorn.asyncio.run, "TCPServer", Connection)  # noqa: B010 - the same
