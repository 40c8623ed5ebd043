"""Collects request bodies: each under a limit and a deadline, all under one ceiling."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from hypercorn.typing import ASGIReceiveCallable

from lencana.server.refusals import ClientGone, RequestRefused


class BodyCollector:
    """The bodies arriving at this moment; together they hold at most ``ceiling`` bytes."""

    def __init__(self, seconds: float, ceiling: int) -> None:
        self._seconds = seconds
        self._ceiling = ceiling
        self._held = 0
        self._arriving: dict[_Body, None] = {}

    async def collect(self, receive: ASGIReceiveCallable, limit: int) -> bytes:
        """Return the whole body, of at most ``limit`` bytes, within the collector's seconds.

        Raises RequestRefused with 413 when it is longer and with 408 when it is late, or when
        it was the oldest at a moment the ceiling was reached; ClientGone when the client left
        before the end.
        """
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                with self._counted(_Body(deadline)) as body:
                    return await self._fill(body, receive, limit)
        except TimeoutError:
            raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT) from None

    @contextmanager
    def _counted(self, body: "_Body") -> Iterator["_Body"]:
        self._arriving[body] = None
        try:
            yield body
        finally:
            self._drop(body)

    async def _fill(
        self, body: "_Body", receive: ASGIReceiveCallable, limit: int
    ) -> bytes:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGone
            # Counted as it comes: a chunked body announces no length.
            if len(body.content) + len(message["body"]) > limit:
                raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            self._keep(body, message["body"])
            if not message["more_body"]:
                return bytes(body.content)

    def _keep(self, body: "_Body", chunk: bytes) -> None:
        if body in self._arriving:
            body.content += chunk
            self._held += len(chunk)
        # An honest body is whole within moments, so the oldest is the one that is being dripped.
        while self._held > self._ceiling:
            oldest = next(iter(self._arriving))
            self._drop(oldest)
            oldest.deadline.reschedule(0)
        if body not in self._arriving:
            raise TimeoutError

    def _drop(self, body: "_Body") -> None:
        if body in self._arriving:
            del self._arriving[body]
            self._held -= len(body.content)
            # At once: a refusal's traceback would keep the bytes while the client lingers.
            body.content.clear()


@dataclass(eq=False)
class _Body:
    deadline: asyncio.Timeout
    content: bytearray = field(default_factory=bytearray)
