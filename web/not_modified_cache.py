"""Remembers 304 answers of polled pages until the database changes, for 20 s at most."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from web import polling
from web.context import EXTENSION, FaceContext

KEPT_SECONDS = 20
"""What time alone changes, such as the end of a session, shows this much later at most."""
# A chain of 4,000 sites with two screens each needs 8,000.
MOST = 10_000
NOT_MODIFIED = "304 NOT MODIFIED"
# What a polled page depends on besides the database.
KEY_PARTS = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_HOST",
    "HTTP_COOKIE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_ACCEPT_LANGUAGE",
)


@dataclass(frozen=True)
class CachedNotModified:
    """A 304 answer, valid for one version of the database."""

    version: int
    headers: list[tuple[str, str]]
    until: float


class NotModifiedCache:
    """WSGI middleware that repeats a 304 from memory while the database is unchanged."""

    def __init__(self, app: WSGIApplication, version: Callable[[], int | None]) -> None:
        self._app = app
        self._version = version
        self._answers: dict[bytes, CachedNotModified] = {}

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        # Read before the page is made: what changes meanwhile makes the kept answer invalid.
        version = self._version() if _is_conditional(environ) else None
        if version is None:
            return self._app(environ, start_response)
        key = _key(environ)
        answer = self._answers.get(key)
        if (
            answer is None
            or answer.version != version
            or time.monotonic() > answer.until
        ):
            return self._app(environ, self._remember_304(key, version, start_response))
        start_response(NOT_MODIFIED, [*answer.headers, polling.next_header()])
        return []

    def _remember_304(
        self, key: bytes, version: int, start_response: StartResponse
    ) -> Callable[..., Any]:
        def remember(
            status: str,
            headers: list[tuple[str, str]],
            *failure: Any,  # noqa: ANN401 - as WSGI has it
        ) -> Any:  # noqa: ANN401 - as WSGI has it
            # Only polled pages name the next poll; a cookie belongs to one answer alone.
            names = {name for name, _ in headers}
            if (
                status == NOT_MODIFIED
                and polling.NEXT in names
                and "Set-Cookie" not in names
            ):
                self._keep(
                    key, version, [pair for pair in headers if pair[0] != polling.NEXT]
                )
            return start_response(status, headers, *failure)

        return remember

    def _keep(self, key: bytes, version: int, headers: list[tuple[str, str]]) -> None:
        # No order of age is needed: each page asks again within seconds and is kept again.
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[key] = CachedNotModified(
            version, headers, time.monotonic() + KEPT_SECONDS
        )


def set_up(app: Flask) -> None:
    """Put the cache before the face's own application."""

    def version() -> int | None:
        face: FaceContext = app.extensions[EXTENSION]
        return face.database.version()

    # Flask documents this assignment as the way to add middleware.
    app.wsgi_app = NotModifiedCache(app.wsgi_app, version)  # type: ignore[method-assign] # Flask's own way


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
