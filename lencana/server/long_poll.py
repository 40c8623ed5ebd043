"""Long polls: requests that wait in the event loop until there is news, without a thread."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypercorn.typing import ASGIReceiveCallable

from api.long_poll import HEADER
from lencana.server.refusals import ClientGone
from lencana.server.server_log import ERRORS, place_of
from lencana.server.wsgi import Response

AT_MOST_EVERY = 0.05
"""Seconds between two looks at the database: a busy lobby commits more often than that."""
LOOK_AGAIN = 1.0
"""Seconds: news may also come with time, or from another process, which nudges nobody here."""
RETRY_SECONDS = "5"
"""Told to a poll that is not kept waiting, which else would ask again at once, and so for ever."""
MOST_OF_ONE = 2
"""Polls kept waiting for one agent: its own, and one whose broken connection is unnoticed yet."""
AT_A_TIME = 4
"""Polls that are asked again side by side: the other threads serve guests at kiosks."""

Look = Callable[[], Mapping[str, Hashable]]
Again = Callable[[], Awaitable[Response]]


class LongPoll(NamedTuple):
    """What a response asks for: to wait so many seconds for news of a topic, for one holder."""

    seconds: float = 0.0
    topic: str = ""
    holder: str = ""


@dataclass(eq=False)
class _Waiting:
    poll: LongPoll
    mark: Hashable = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def end(self) -> None:
        """Have it answered at once, as if its time were over."""
        self.is_over = True
        self.news.set()


class LongPolls:
    """Keeps at most `most` requests waiting, of each holder the newest ones.

    `look` returns the topics that have news, each with a mark that changes with the news. All
    state is used in the event loop only, so there is no lock; `nudge` alone may come from others.
    """

    def __init__(self, look: Look, most: int = 2000) -> None:
        self._look = look
        self._most = most
        self._waiting: dict[_Waiting, None] = {}
        self._changed = asyncio.Event()
        self._asking = asyncio.Semaphore(AT_A_TIME)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watching: asyncio.Task[None] | None = None
        self._over = False

    def nudge(self) -> None:
        """Look for news soon; may be called from any thread."""
        loop = self._loop
        if loop is not None and self._waiting:
            with suppress(RuntimeError):  # The loop was closed meanwhile.
                loop.call_soon_threadsafe(self._changed.set)

    def let_go(self) -> None:
        """Answer everybody who waits at once, and keep nobody waiting from now on."""
        self._over = True
        for waiting in self._waiting:
            waiting.end()

    async def answer(
        self,
        response: Response,
        again: Again,
        receive: ASGIReceiveCallable,
        pool: Executor,
    ) -> Response:
        """Return the response, or a later one if this one asks to wait.

        Raises ClientGone when the client hung up meanwhile.
        """
        poll = requested(response)
        if not poll.seconds:
            return response
        if self._over or len(self._waiting) >= self._most:
            return _with_pause(response)
        with self._place(poll, pool) as waiting:
            return await self._wait(response, again, receive, waiting)

    async def _wait(
        self,
        response: Response,
        again: Again,
        receive: ASGIReceiveCallable,
        waiting: _Waiting,
    ) -> Response:
        end = asyncio.get_running_loop().time() + waiting.poll.seconds
        leaving = asyncio.ensure_future(_hung_up(receive))
        try:
            while await _news(waiting, leaving, end) and not waiting.is_over:
                # Cleared before asking: news that comes meanwhile must wake it again.
                waiting.news.clear()
                answer = await self._ask_again(waiting, leaving, again)
                if answer is not None and not requested(answer).seconds:
                    return answer
                response = answer or response
            if leaving.done():
                raise ClientGone
            # A poll that makes room for a newer one is told to pause; at the end none is.
            made_room = waiting.is_over and not self._over
            return _with_pause(response) if made_room else response
        finally:
            leaving.cancel()

    async def _ask_again(
        self, waiting: _Waiting, leaving: asyncio.Task[None], again: Again
    ) -> Response | None:
        """Ask again; None if nobody waits for the answer any more when its turn comes."""
        async with self._asking:
            return None if waiting.is_over or leaving.done() else await again()

    @contextmanager
    def _place(self, poll: LongPoll, pool: Executor) -> Iterator[_Waiting]:
        self._make_room(poll.holder)
        waiting = _Waiting(poll)
        self._waiting[waiting] = None
        # One task looks for all of them: the database is asked once, however many wait.
        if self._watching is None or self._watching.done():
            self._loop = asyncio.get_running_loop()
            self._watching = self._loop.create_task(self._watch(pool))
        # Something may have been committed since the response that asked to wait.
        self._changed.set()
        try:
            yield waiting
        finally:
            del self._waiting[waiting]

    def _make_room(self, holder: str) -> None:
        of_holder = [
            waiting
            for waiting in self._waiting
            if waiting.poll.holder == holder and not waiting.is_over
        ]
        # The oldest goes: its connection is the likeliest to be broken.
        if len(of_holder) >= MOST_OF_ONE:
            of_holder[0].end()

    async def _watch(self, pool: Executor) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and not self._over:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._changed.wait()
            # Cleared before the look: a commit during it must cause another one.
            self._changed.clear()
            marks = await loop.run_in_executor(pool, self._look_once)
            for waiting in self._waiting:
                mark = marks.get(waiting.poll.topic)
                # The poll has been asked again for this mark already, and found nothing to do.
                if mark is not None and mark != waiting.mark:
                    waiting.mark = mark
                    waiting.news.set()
            await asyncio.sleep(AT_MOST_EVERY)

    def _look_once(self) -> Mapping[str, Hashable]:
        try:
            return self._look()
        except Exception as failure:  # noqa: BLE001 - the next look may succeed
            ERRORS.error("a look for news failed: %s", place_of(failure))
            return {}


def requested(response: Response) -> LongPoll:
    """Return what a response asks for, and remove the header that asks from the response."""
    for header in response.headers:
        if header[0] == HEADER:
            response.headers.remove(header)
            seconds, topic, holder = header[1].split(" ")
            return LongPoll(float(seconds), topic, holder)
    return LongPoll()


def _with_pause(response: Response) -> Response:
    response.headers.append(("Retry-After", RETRY_SECONDS))
    return response


async def _hung_up(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _news(waiting: _Waiting, leaving: asyncio.Task[None], end: float) -> bool:
    """Wait for news of its topic; return False if its time is over or the client left."""
    news = asyncio.ensure_future(waiting.news.wait())
    left = max(end - asyncio.get_running_loop().time(), 0)
    try:
        waited: set[asyncio.Task[Any]] = {news, leaving}
        await asyncio.wait(waited, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        return news.done() and not leaving.done()
    finally:
        news.cancel()
