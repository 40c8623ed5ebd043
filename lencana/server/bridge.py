"""An ASGI application that runs a WSGI application in threads, one whole request at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import WSGIApplication, WSGIEnvironment

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from api.long_poll import AGAIN
from lencana.server import wsgi
from lencana.server.long_poll import LongPolls
from lencana.server.refusals import ClientGone, RequestRefused, refuse_unfit
from lencana.server.request_body import BodyCollector

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Capacity:
    """How much the bridge takes on at once.

    `bodies_bytes` of request bodies may be in memory together; each body has `body_seconds` to
    arrive. `linger_seconds` is how long a refused client may take to read the refusal.
    """

    # SQLite has one writer: more threads would only wait for each other.
    threads: int = 16
    waiting: int = 1000
    body_seconds: float = 10
    bodies_bytes: int = 32 * MIB
    linger_seconds: float = 1


def small_bodies(_path: str) -> int:
    """Return 64 KiB in bytes, the longest body of a route that has no reason for a longer one."""
    return 64 * KIB


NotModified = Callable[[WSGIEnvironment], list[tuple[str, str]] | None]
"""Returns the headers of a 304 for a request, or None, and waits for nobody."""


def nothing_is_known(_request: WSGIEnvironment) -> None:
    """Say of no request that nothing has changed."""


class Bridge:
    """A WSGI application as an ASGI application, to be served once.

    ``limit_for`` gives the longest body that a path takes, in bytes. ``not_modified`` is asked in
    the event loop.
    """

    def __init__(
        self,
        app: WSGIApplication,
        limit_for: Callable[[str], int] = small_bodies,
        capacity: Capacity | None = None,
        long_polls: LongPolls | None = None,
        not_modified: NotModified = nothing_is_known,
    ) -> None:
        self._app = app
        self._limit_for = limit_for
        self._capacity = capacity or Capacity()
        self._bodies = BodyCollector(
            self._capacity.body_seconds, self._capacity.bodies_bytes
        )
        self._pool = ThreadPoolExecutor(
            self._capacity.threads, thread_name_prefix="request"
        )
        self._long_polls = long_polls or LongPolls(dict, most=0)
        self._not_modified = not_modified
        self._under_way = 0

    def let_go(self) -> None:
        """Answer every waiting long poll; to be called in the loop that serves."""
        self._long_polls.let_go()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": None})

    async def _answer(
        self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        try:
            response = await self._respond(scope, receive)
        except ClientGone:
            return
        except RequestRefused as refusal:
            await self._refuse(refusal.status, receive, send)
        else:
            await _send_head(response, send)
            await _send_body(response.body, send)

    async def _respond(
        self, scope: HTTPScope, receive: ASGIReceiveCallable
    ) -> wsgi.Response:
        limit = self._limit_for(scope["path"])
        # By its head first: a body that is announced too long is never received.
        refuse_unfit(scope, limit)
        body = await self._bodies.collect(receive, limit)
        request = wsgi.environment(scope, body)
        # Idle polls are most of all requests: they need no thread.
        headers = self._not_modified(request)
        if headers is not None:
            return wsgi.not_modified(headers)
        response = await self._run(request)
        return await self._long_polls.answer(
            response,
            lambda: self._run(wsgi.environment(scope, body) | {AGAIN: True}),
            receive,
            self._pool,
        )

    async def _run(self, request: WSGIEnvironment) -> wsgi.Response:
        # The pool's own queue has no bound: a flood would fill memory, and be answered too late.
        if self._under_way >= self._capacity.threads + self._capacity.waiting:
            raise RequestRefused(HTTPStatus.SERVICE_UNAVAILABLE)
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._pool, wsgi.call, self._app, request
            )
        finally:
            self._under_way -= 1

    async def _refuse(
        self, status: HTTPStatus, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        response = wsgi.plain(status)
        # What is left of the body must not be read as the next request.
        response.headers.append(("Connection", "close"))
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers.append(("Allow", "GET, HEAD, POST"))
        # Unread input makes the kernel reset the connection before the client has seen the
        # answer, and fills hypercorn's queue, on which its own clean-up would wait for ever.
        discarding = asyncio.create_task(_discard(receive))
        try:
            await _send_head(response, send)
            await _send_body(response.body, send, more=True)
            await asyncio.wait([discarding], timeout=self._capacity.linger_seconds)
            await _send_body(b"", send)
        finally:
            discarding.cancel()

    async def _live(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        # Who still waits for a thread is cut off: the grace of the server is over by now.
        self._pool.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})


async def _send_head(response: wsgi.Response, send: ASGISendCallable) -> None:
    headers = [
        (name.lower().encode("latin-1"), text.encode("latin-1"))
        for name, text in response.headers
    ]
    await send(
        {"type": "http.response.start", "status": response.status, "headers": headers}
    )


async def _send_body(
    body: bytes, send: ASGISendCallable, *, more: bool = False
) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _discard(receive: ASGIReceiveCallable) -> None:
    message = await receive()
    while message["type"] == "http.request" and message["more_body"]:
        message = await receive()
