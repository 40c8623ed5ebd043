"""The server's log: kinds and places of errors, and never text that came with a request."""

import asyncio
import logging
import re
import sys
from collections.abc import Mapping
from traceback import walk_tb
from typing import Any

from hypercorn.logging import Logger
from hypercorn.typing import ResponseSummary, WWWScope

ACCESS_FORMAT = "%(h)s %(m)s %(U)s %(s)s %(D)s"
"""Host, method, path without query, status, microseconds: a query or referrer may name a guest."""

SECRET = re.compile(r"(?<=/)[0-9A-Za-z]{26}(-[0-9A-Za-z]{26})?(?=/|$)")
"""A link of 26 symbols, or of twice as many, opens what it leads to: a log must not hold it."""

ERRORS = logging.getLogger("lencana.server.errors")
ACCESSES = logging.getLogger("lencana.server.accesses")
ACCESSES.setLevel(logging.INFO)


def access_log() -> logging.Logger:
    """Return the log of requests, which is written to standard output, a line for each."""
    # Without a handler of its own Python writes warnings only, and nothing of this.
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    ACCESSES.handlers = [handler]
    return ACCESSES


def place_of(failure: BaseException | None) -> str:
    """Return an error's type with the module and line it came from, and nothing of its text."""
    if failure is None:
        return "no exception"
    frames = [
        f" in {frame.f_globals.get('__name__')}:{line}"
        for frame, line in walk_tb(failure.__traceback__)
    ]
    return type(failure).__name__ + (frames[-1] if frames else "")


def note_of_the_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an error that the event loop could not hand to anybody, by its kind and place."""
    ERRORS.error("%s: %s", context.get("message"), place_of(context.get("exception")))


class ServerLog(Logger):
    """Hypercorn's logger without tracebacks, whose last line quotes what a guest sent."""

    async def exception(self, message: str, *_args: object, **_options: object) -> None:
        ERRORS.error("%s: %s", message, place_of(sys.exc_info()[1]))

    def atoms(
        self, request: WWWScope, response: ResponseSummary | None, request_time: float
    ) -> Mapping[str, str]:
        # The path as it was sent: decoded, it could hold a line break and forge a second entry.
        path = SECRET.sub("*", request["raw_path"].decode("latin-1"))
        quoted: Any = {**request, "path": path}
        return super().atoms(quoted, response, request_time)
