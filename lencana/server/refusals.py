"""Requests that the server refuses before the application sees them."""

from http import HTTPStatus

from hypercorn.typing import HTTPScope


class RequestRefused(Exception):
    """A request answered with ``status`` and a closed connection, without the application."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class ClientGone(Exception):
    """The client left before its request was whole; there is nobody to answer."""


def refuse_unfit(scope: HTTPScope, limit: int) -> None:
    """Refuse a request whose head alone gives a reason.

    Raises RequestRefused with 505 for HTTP/2 and for an upgrade to it, 405 for TRACE, 400 for a
    target that is no path, a host that is no name and a body of two lengths, and 413 for a body
    announced longer than ``limit`` bytes.
    """
    announced = [value for name, value in scope["headers"] if name == b"content-length"]
    chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
    upgrades = [value for name, value in scope["headers"] if name == b"upgrade"]
    if scope["http_version"] == "2" or any(
        b"h2c" in value.lower() for value in upgrades
    ):
        # The server negotiates HTTP/1.1 only; cleartext HTTP/2 evades a proxy's rules.
        raise RequestRefused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    # TRACE sends a request back, and with it cookies that a page's script may not read.
    if scope["method"] == "TRACE":
        raise RequestRefused(HTTPStatus.METHOD_NOT_ALLOWED)
    if any(name == b"host" and not _is_host(value) for name, value in scope["headers"]):
        raise RequestRefused(HTTPStatus.BAD_REQUEST)
    # With two lengths, a proxy and we could disagree where the next request begins.
    if not scope["raw_path"].startswith(b"/") or (announced and chunked):
        raise RequestRefused(HTTPStatus.BAD_REQUEST)
    if any(int(length) > limit for length in announced):
        raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _is_host(value: bytes) -> bool:
    # Werkzeug encodes it so before any check of ours, and fails at labels that are too long.
    try:
        value.decode("latin-1").partition(":")[0].encode("idna")
    except UnicodeError:
        return False
    return True
