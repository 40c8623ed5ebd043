"""Live pages: a page asks again and again, and hears nothing new at the price of one number."""

import threading
import time
from collections import deque
from http import HTTPStatus

from flask import Response, make_response, request
from flask_babel import get_locale

from web.context import current_site

NEXT = "Lencana-Next-In"
SOON_MS = 700
LATEST_MS = 3000
COMFORTABLE_PER_SECOND = 1000


class PollingPace:
    """How often pages may ask: longer pauses once more of them ask than one machine answers with ease."""

    def __init__(self) -> None:
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
    """304 for a page that has seen this version in this language already; None for one that has not."""
    if request.if_none_match.contains(_tag(version)):
        return _paced(Response(status=HTTPStatus.NOT_MODIFIED), version)
    return None


def live_page(body: str, version: int) -> Response:
    """The page as of this version; it is told when to ask again."""
    return _paced(make_response(body), version)


def next_header() -> tuple[str, str]:
    """When the page that asks now should ask again, as a header."""
    return NEXT, str(_pace.next_in(time.monotonic()))


def _paced(response: Response, version: int) -> Response:
    response.set_etag(_tag(version))
    response.headers.extend([next_header()])
    return response


def _tag(version: int) -> str:
    site = current_site()
    return f"{site.id if site else 0}-{version}-{get_locale()}"
