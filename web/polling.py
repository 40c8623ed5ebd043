"""Polling of live pages: 304 while a version number is unchanged, and how soon to ask again."""

import threading
import time
from collections import deque
from http import HTTPStatus

from flask import Response, make_response, request
from flask_babel import get_locale

from web.context import current_site

NEXT = "Lencana-Next-In"
SITE = "lencana.polled_site"
"""The WSGI environment's key under which a polled page leaves the number of its site."""
SOON_MS = 700
"""A change is on the screen within a second."""
# Under the load of a chain a change may take this long, and all screens still get their turn.
LATEST_MS = 3000
COMFORTABLE_PER_SECOND = 1000
"""A third of the 3,189 polls a second that two processes answered on two cores when measured."""


class PollingPace:
    """The pause between two polls of a page, longer once this process answers very many of them."""

    def __init__(self) -> None:
        # More polls than these within a second would not make the pause any longer.
        self._asked: deque[float] = deque(
            maxlen=COMFORTABLE_PER_SECOND * LATEST_MS // SOON_MS
        )
        self._lock = threading.Lock()

    def next_in(self, now: float) -> int:
        """Milliseconds until the page that asked now should ask again."""
        with self._lock:
            self._asked.append(now)
            while self._asked[0] < now - 1:
                self._asked.popleft()
            stretch = max(1.0, len(self._asked) / COMFORTABLE_PER_SECOND)
        return min(int(SOON_MS * stretch), LATEST_MS)


_pace = PollingPace()


def not_modified(version: int) -> Response | None:
    """304 when the browser has this version in this language already, else None."""
    if request.if_none_match.contains_weak(_tag(version)):
        return _paced(Response(status=HTTPStatus.NOT_MODIFIED), version)
    return None


def live_page(body: str, version: int) -> Response:
    """The page as of this version, with the header that says when to ask again."""
    return _paced(make_response(body), version)


def next_header() -> tuple[str, str]:
    """The header that says in how many milliseconds to ask again."""
    return NEXT, str(_pace.next_in(time.monotonic()))


def _paced(response: Response, version: int) -> Response:
    site = current_site()
    request.environ[SITE] = site.id if site else None
    # Weak: the form tokens in it, and its encoding, are other bytes each time.
    response.set_etag(_tag(version), weak=True)
    response.headers.extend([next_header()])
    return response


def _tag(version: int) -> str:
    site = current_site()
    return f"{site.id if site else 0}-{version}-{get_locale()}"
