"""The WSGI side of the bridge: a request's environment, and one whole call of an application."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from hypercorn.typing import HTTPScope

from lencana.server.server_log import ERRORS, place_of

_OF_THE_CONNECTION = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers of one connection only, which no server passes on (RFC 9110, 7.6.1)."""


@dataclass(frozen=True)
class Response:
    """A whole response: an HTTP status, its headers in order, and all of its body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def environment(scope: HTTPScope, body: bytes) -> WSGIEnvironment:
    """Return the WSGI environment of a request whose body has come whole.

    Nothing in it rests on a header that a client can forge, `X-Forwarded-*` included: they
    are passed on as headers.
    """
    client, server = scope["client"] or ("", 0), scope["server"] or ("", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # PEP 3333: bytes as latin-1 text; the application decodes them as UTF-8.
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **_header_variables(scope),
        # After the headers, so that what came counts, not what was announced.
        "CONTENT_LENGTH": str(len(body)),
    }


GUARDED = [
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


def call(app: WSGIApplication, request: WSGIEnvironment) -> Response:
    """Run ``app`` and return its whole response; an error becomes a plain 500 and a log line."""
    try:
        response = _collected(app, request)
    except BaseException as failure:  # noqa: BLE001 - a page's SystemExit too
        ERRORS.error("a request failed: %s", place_of(failure))
        response = plain(HTTPStatus.INTERNAL_SERVER_ERROR)
    return _framed(response, request["REQUEST_METHOD"])


def not_modified(headers: list[tuple[str, str]]) -> Response:
    """Return a 304 with these headers of the application."""
    return _framed(Response(HTTPStatus.NOT_MODIFIED, headers, b""), "GET")


def plain(status: HTTPStatus) -> Response:
    """Return a response of the server itself, with a status and its phrase as text."""
    body = f"{status.phrase}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        *GUARDED,
    ]
    return Response(status, headers, body)


def _header_variables(scope: HTTPScope) -> dict[str, str]:
    variables: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # X_Real_IP and X-Real-IP would be the same variable: a proxy may clean only one.
        if "_" in name or name in _OF_THE_CONNECTION:
            continue
        variable = name.upper().replace("-", "_")
        variable = variable if variable == "CONTENT_TYPE" else f"HTTP_{variable}"
        # RFC 6265, 4.2.1: a comma would be taken for a part of a cookie's value.
        separator = "; " if name == "cookie" else ","
        variables[variable] = separator.join(
            [variables[variable], value] if variable in variables else [value]
        )
    return variables


def _collected(app: WSGIApplication, request: WSGIEnvironment) -> Response:
    head: list[tuple[str, list[tuple[str, str]]]] = []
    body: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _error: object = None, /
    ) -> Callable[[bytes], object]:
        head[:] = [(status, headers)]
        return body.append

    parts = app(request, start_response)
    try:
        body.extend(parts)
    finally:
        # PEP 3333 requires it, whether the response was read to its end or not.
        if hasattr(parts, "close"):
            parts.close()
    status, headers = head[-1]
    return Response(int(status[:3]), headers, b"".join(body))


def _framed(response: Response, method: str) -> Response:
    """Leave one right Content-Length, or none, and no header of the connection."""
    kept = [
        (name, value)
        for name, value in response.headers
        if name.lower() not in _OF_THE_CONNECTION
    ]
    unsized = [
        (name, value) for name, value in kept if name.lower() != "content-length"
    ]
    # These never have a body (RFC 9110, 6.4.1): one would be read as the next response.
    if response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        return Response(response.status, unsized, b"")
    if method == "HEAD" and not response.body:
        # Only the application knows how long the body of a GET would be.
        return Response(response.status, kept, b"")
    sized = [*unsized, ("Content-Length", str(len(response.body)))]
    return Response(response.status, sized, response.body)
