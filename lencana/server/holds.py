"""Holds: requests that wait for news in the event loop, on no thread, and are then asked again."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from hypercorn.typing import ASGIReceiveCallable

from api.hold import HEADER
from lencana.server.journal import ERRORS, place_of
from lencana.server.refusals import ClientGone
from lencana.server.wsgi import Response

AT_MOST_EVERY = 0.05
"""Seconds between two looks: a busy lobby commits more often than that."""
LOOK_AGAIN = 1.0
"""Seconds after which the clock, or another process, may have made news."""
TRY_AGAIN = "5"

Look = Callable[[], Mapping[str, Hashable]]
Again = Callable[[], Awaitable[Response]]


@dataclass(eq=False)
class _Hold:
    topic: str
    mark: Hashable = None
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Holds:
    """Keeps `most` requests at once; `look` gives each topic of which there is news a mark of that news."""

    def __init__(self, look: Look, most: int = 2000) -> None:
        self._look = look
        self._most = most
        self._held: dict[_Hold, None] = {}
        self._changed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watching: asyncio.Task[None] | None = None
        self._over = False

    def nudge(self) -> None:
        """There may be news; may be called from any thread."""
        loop = self._loop
        if loop is not None and self._held:
            with suppress(RuntimeError):  # The loop was closed meanwhile.
                loop.call_soon_threadsafe(self._changed.set)

    def let_go(self) -> None:
        """Everybody who is held hears at once what they would have heard."""
        self._over = True
        for hold in self._held:
            hold.news.set()

    async def answer(
        self, response: Response, again: Again, receive: ASGIReceiveCallable, pool: Executor
    ) -> Response:
        """Return the response, or what is answered later if it asks to be held.

        Raises ClientGone when the client hung up meanwhile.
        """
        seconds, topic = wish(response)
        if not seconds:
            return response
        if self._over or len(self._held) >= self._most:
            response.headers.append(("Retry-After", TRY_AGAIN))
            return response
        with self._place(topic, pool) as hold:
            return await self._kept(response, again, receive, (hold, seconds))

    async def _kept(
        self, response: Response, again: Again, receive: ASGIReceiveCallable, place: tuple[_Hold, float]
    ) -> Response:
        hold, seconds = place
        end = asyncio.get_running_loop().time() + seconds
        leaving = asyncio.ensure_future(_hung_up(receive))
        try:
            while await _news(hold, leaving, end) and not self._over:
                hold.news.clear()
                response = await again()
                if not wish(response)[0]:
                    break
            if leaving.done():
                raise ClientGone
            return response
        finally:
            leaving.cancel()

    @contextmanager
    def _place(self, topic: str, pool: Executor) -> Iterator[_Hold]:
        hold = _Hold(topic)
        self._held[hold] = None
        if self._watching is None or self._watching.done():
            self._loop = asyncio.get_running_loop()
            self._watching = self._loop.create_task(self._watch(pool))
        self._changed.set()
        try:
            yield hold
        finally:
            del self._held[hold]

    async def _watch(self, pool: Executor) -> None:
        loop = asyncio.get_running_loop()
        while self._held and not self._over:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._changed.wait()
            self._changed.clear()
            marks = await loop.run_in_executor(pool, self._looked)
            for hold in self._held:
                mark = marks.get(hold.topic)
                if mark is not None and mark != hold.mark:
                    hold.mark = mark
                    hold.news.set()
            await asyncio.sleep(AT_MOST_EVERY)

    def _looked(self) -> Mapping[str, Hashable]:
        try:
            return self._look()
        except Exception as failure:  # noqa: BLE001 - whoever waits may hear at the next look
            ERRORS.error("a look for news failed: %s", place_of(failure))
            return {}


def wish(response: Response) -> tuple[float, str]:
    """Return for how many seconds, and for news of what, a response asks to be held; it asks no more."""
    for header in response.headers:
        if header[0] == HEADER:
            response.headers.remove(header)
            seconds, _, topic = header[1].partition(" ")
            return float(seconds), topic
    return 0.0, ""


async def _hung_up(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _news(hold: _Hold, leaving: asyncio.Task[None], end: float) -> bool:
    """Wait for news of it; False when its time is over or the client left."""
    told = asyncio.ensure_future(hold.news.wait())
    left = max(end - asyncio.get_running_loop().time(), 0)
    try:
        waited: set[asyncio.Task[Any]] = {told, leaving}
        await asyncio.wait(waited, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        return told.done() and not leaving.done()
    finally:
        told.cancel()
