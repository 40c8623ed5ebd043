"""Quiet answers: a poll that had no news has none until somebody commits, and hears so from memory."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from visits.store.database import Database
from web import polling
from web.context import EXTENSION

KEPT_SECONDS = 20
"""What the clock changes by itself, such as the day or a session's end, is seen this much later at most."""
MOST = 10_000
NO_NEWS = "304 NOT MODIFIED"
SAME = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_HOST",
    "HTTP_COOKIE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_ACCEPT_LANGUAGE",
)


@dataclass(frozen=True)
class CachedNotModified:
    """No news, as of a version of the database."""

    version: int
    headers: list[tuple[str, str]]
    until: float


class NotModifiedCache:
    """A face whose live pages say `304` from memory, while the database is as it was when they said it."""

    def __init__(self, app: WSGIApplication, database: Database) -> None:
        self._app = app
        self._database = database
        self._answers: dict[bytes, CachedNotModified] = {}

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        version = self._database.version() if _may_be_quiet(environ) else None
        if version is None:
            return self._app(environ, start_response)
        key = _key(environ)
        known = self._answers.get(key)
        if known is None or known.version != version or time.monotonic() > known.until:
            return self._app(environ, self._remembering(key, version, start_response))
        start_response(NO_NEWS, [*known.headers, polling.next_header()])
        return []

    def _remembering(
        self, key: bytes, version: int, start_response: StartResponse
    ) -> Callable[..., Any]:
        def remember(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            names = {name for name, _ in headers}
            if (
                status == NO_NEWS
                and polling.NEXT in names
                and "Set-Cookie" not in names
            ):
                self._keep(
                    key, version, [one for one in headers if one[0] != polling.NEXT]
                )
            return start_response(status, headers, *failure)

        return remember

    def _keep(self, key: bytes, version: int, headers: list[tuple[str, str]]) -> None:
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[key] = CachedNotModified(
            version, headers, time.monotonic() + KEPT_SECONDS
        )


def set_up(app: Flask) -> None:
    """Live pages of the face are quiet."""
    app.wsgi_app = NotModifiedCache(app.wsgi_app, app.extensions[EXTENSION].database)  # type: ignore[method-assign] # as Flask says to wrap


def _may_be_quiet(environ: WSGIEnvironment) -> bool:
    return environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" in environ


def _key(environ: WSGIEnvironment) -> bytes:
    """Who asks what, as a digest: a cookie is a secret, also in memory."""
    return hashlib.sha256(
        "\0".join(environ.get(name, "") for name in SAME).encode("latin-1", "replace")
    ).digest()
