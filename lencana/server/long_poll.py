"""Holds: requests that wait for news in the event loop, on no thread, and are then asked again."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypercorn.typing import ASGIReceiveCallable

from api.hold import HEADER
from lencana.server.refusals import ClientGone
from lencana.server.server_log import ERRORS, place_of
from lencana.server.wsgi import Response

AT_MOST_EVERY = 0.05
"""Seconds between two looks: a busy lobby commits more often than that."""
LOOK_AGAIN = 1.0
"""Seconds after which the clock, or another process, may have made news."""
TRY_AGAIN = "5"
EACH = 2
"""Requests of one holder that are kept: the one that waits, and one whose end nobody has noticed yet."""
AT_A_TIME = 4
"""Requests that are asked again side by side: the other threads are for whoever stands at a kiosk."""

Look = Callable[[], Mapping[str, Hashable]]
Again = Callable[[], Awaitable[Response]]


class LongPoll(NamedTuple):
    """For how many seconds, for news of what, and for whom a response asks to be held."""

    seconds: float = 0.0
    topic: str = ""
    holder: str = ""


@dataclass(eq=False)
class _Hold:
    wish: LongPoll
    mark: Hashable = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def end(self) -> None:
        """Whoever waits hears at once what they would have heard."""
        self.is_over = True
        self.news.set()


class LongPolls:
    """Keeps `most` requests at once, of each holder the newest ones.

    `look` gives each topic of which there is news a mark of that news.
    """

    def __init__(self, look: Look, most: int = 2000) -> None:
        self._look = look
        self._most = most
        self._held: dict[_Hold, None] = {}
        self._changed = asyncio.Event()
        self._turns = asyncio.Semaphore(AT_A_TIME)
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
            hold.end()

    async def answer(
        self,
        response: Response,
        again: Again,
        receive: ASGIReceiveCallable,
        pool: Executor,
    ) -> Response:
        """Return the response, or what is answered later if it asks to be held.

        Raises ClientGone when the client hung up meanwhile.
        """
        wished = requested(response)
        if not wished.seconds:
            return response
        if self._over or len(self._held) >= self._most:
            return _calm(response)
        with self._place(wished, pool) as hold:
            return await self._kept(response, again, receive, hold)

    async def _kept(
        self,
        response: Response,
        again: Again,
        receive: ASGIReceiveCallable,
        hold: _Hold,
    ) -> Response:
        end = asyncio.get_running_loop().time() + hold.wish.seconds
        leaving = asyncio.ensure_future(_hung_up(receive))
        try:
            while await _news(hold, leaving, end) and not hold.is_over:
                hold.news.clear()
                said = await self._in_turn(hold, leaving, again)
                if said is not None and not requested(said).seconds:
                    return said
                response = said or response
            if leaving.done():
                raise ClientGone
            return _calm(response) if hold.is_over and not self._over else response
        finally:
            leaving.cancel()

    async def _in_turn(
        self, hold: _Hold, leaving: asyncio.Task[None], again: Again
    ) -> Response | None:
        """Ask again; None where nobody waits any more when it is their turn."""
        async with self._turns:
            return None if hold.is_over or leaving.done() else await again()

    @contextmanager
    def _place(self, wished: LongPoll, pool: Executor) -> Iterator[_Hold]:
        self._make_room(wished.holder)
        hold = _Hold(wished)
        self._held[hold] = None
        if self._watching is None or self._watching.done():
            self._loop = asyncio.get_running_loop()
            self._watching = self._loop.create_task(self._watch(pool))
        self._changed.set()
        try:
            yield hold
        finally:
            del self._held[hold]

    def _make_room(self, holder: str) -> None:
        theirs = [
            hold
            for hold in self._held
            if hold.wish.holder == holder and not hold.is_over
        ]
        if len(theirs) >= EACH:
            theirs[0].end()

    async def _watch(self, pool: Executor) -> None:
        loop = asyncio.get_running_loop()
        while self._held and not self._over:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._changed.wait()
            self._changed.clear()
            marks = await loop.run_in_executor(pool, self._looked)
            for hold in self._held:
                mark = marks.get(hold.wish.topic)
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


def requested(response: Response) -> LongPoll:
    """Return what a response asks of its holding; it asks no more."""
    for header in response.headers:
        if header[0] == HEADER:
            response.headers.remove(header)
            seconds, topic, holder = header[1].split(" ")
            return LongPoll(float(seconds), topic, holder)
    return LongPoll()


def _calm(response: Response) -> Response:
    """Whoever is not held would ask again at once, and so for ever."""
    response.headers.append(("Retry-After", TRY_AGAIN))
    return response


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
