"""Remembers 304 answers of polled pages until their site changes, for 20 s at most.

On SQLite any commit ends them. A server is asked for the versions of all sites at most every
0.7 s, by one request for all.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from visits import sites
from visits.store.database import Database
from web import polling

KEPT_SECONDS = 20
"""What no version says, such as the end of a session on a server, shows this much later at most."""
# A chain of 4,000 sites with two screens each needs 8,000.
MOST = 10_000
ASKED_EVERY = 0.7
"""Seconds between two questions to a server: as long as a page waits between two polls."""
NOT_MODIFIED = "304 NOT MODIFIED"
# What a polled page depends on besides its site.
KEY_PARTS = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_HOST",
    "HTTP_COOKIE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_SEC_FETCH_DEST",
)
Versions = Callable[[int], int | None]
"""The version of each site at one moment; None of one that is not known."""


class CachedNotModified(NamedTuple):
    """A 304 answer, valid for one version of its site."""

    site_id: int
    version: int
    headers: list[tuple[str, str]]
    until: float


class SiteVersions:
    """The versions of all sites, as new as the database gives them for nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._asked: Versions = _of_none

    def at_once(self) -> Versions | None:
        """Return what is known without waiting for anybody; None when a server is to be asked."""
        version = self._database.version()
        if version is not None:
            return lambda _site_id: version
        return self._asked if time.monotonic() - self._asked_at < ASKED_EVERY else None

    def ask(self) -> Versions:
        """Return what is known, asking a server again if it is time to; nothing if it fails."""
        with self._lock:
            try:
                versions = self.at_once()
                return self._ask() if versions is None else versions
            except self._database.backend.errors:
                # The page says what is wrong, and the next poll does not wait for it here again.
                self._asked, self._asked_at = _of_none, time.monotonic()
                return _of_none

    def _ask(self) -> Versions:
        # Before the question: what it misses is younger than this.
        began = time.monotonic()
        with self._database.reading() as store:
            versions = sites.versions(store).get
        self._asked, self._asked_at = versions, began
        return versions


class NotModifiedCache:
    """WSGI middleware that repeats a 304 from memory while the page's site is unchanged."""

    def __init__(self, app: WSGIApplication, database: Database) -> None:
        self._app = app
        self._database = database
        self._versions = SiteVersions(database)
        self._answers: dict[bytes, CachedNotModified] = {}

    def at_once(self, environ: WSGIEnvironment) -> list[tuple[str, str]] | None:
        """Return the headers of a 304, without waiting for anybody; None if a page is to say."""
        if not _is_conditional(environ):
            return None
        try:
            versions = self._versions.at_once()
        except self._database.backend.errors:
            # The page says what is wrong.
            return None
        return None if versions is None else self._find(_key(environ), versions)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not _is_conditional(environ):
            return self._app(environ, start_response)
        # Asked before the page is made: what changes meanwhile makes the kept answer invalid.
        key, versions = _key(environ), self._versions.ask()
        headers = self._find(key, versions)
        if headers is None:
            remember = self._remember_304(environ, (key, versions), start_response)
            return self._app(environ, remember)
        start_response(NOT_MODIFIED, headers)
        return []

    def _find(self, key: bytes, versions: Versions) -> list[tuple[str, str]] | None:
        answer = self._answers.get(key)
        if (
            answer is None
            or answer.version != versions(answer.site_id)
            or time.monotonic() > answer.until
        ):
            return None
        return [*answer.headers, polling.next_header()]

    def _remember_304(
        self,
        environ: WSGIEnvironment,
        asked: tuple[bytes, Versions],
        start_response: StartResponse,
    ) -> Callable[..., Any]:
        key, versions = asked

        def remember(
            status: str,
            headers: list[tuple[str, str]],
            *failure: Any,  # noqa: ANN401 - as WSGI has it
        ) -> Any:  # noqa: ANN401 - as WSGI has it
            # Only polled pages name their site.
            site_id = environ.get(polling.SITE)
            if site_id and _is_for_many(status, headers):
                self._keep(key, site_id, versions(site_id), headers)
            return start_response(status, headers, *failure)

        return remember

    def _keep(
        self,
        key: bytes,
        site_id: int,
        version: int | None,
        headers: list[tuple[str, str]],
    ) -> None:
        if version is None:
            return
        kept = [pair for pair in headers if pair[0] != polling.NEXT]
        # No order of age is needed: each page asks again within seconds and is kept again.
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[key] = CachedNotModified(
            site_id, version, kept, time.monotonic() + KEPT_SECONDS
        )


def _of_none(_site_id: int) -> None:
    """Return the version of a site while none is known."""


def _is_for_many(status: str, headers: list[tuple[str, str]]) -> bool:
    """True of a 304 without a cookie, which belongs to one answer alone."""
    return status == NOT_MODIFIED and "Set-Cookie" not in dict(headers)


def _is_conditional(environ: WSGIEnvironment) -> bool:
    return environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" in environ


def _key(environ: WSGIEnvironment) -> bytes:
    """A digest of who asks for what; only a digest, as the cookie in it is a secret."""
    # WSGI strings are latin-1 (PEP 3333).
    return hashlib.sha256(
        "\0".join(environ.get(name, "") for name in KEY_PARTS).encode(
            "latin-1", "replace"
        )
    ).digest()
