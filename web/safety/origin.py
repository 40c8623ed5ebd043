"""Origin checks: another host name is refused, and a POST must come from our own pages."""

from http import HTTPStatus
from urllib.parse import SplitResult

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect

from web.context import face_context
from web.safety import error_log

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": ":80", "https": ":443"}

csrf = CSRFProtect()


def set_up(app: Flask) -> None:
    """Check the host first, then the origin, then the form's token."""
    # A token lives as long as its session: a desk may have the board open all day.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # Flask-WTF would require a Referer; the origin is checked here instead.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    # The cheapest checks first: neither of them reads the session.
    app.before_request(_refuse_another_host)
    app.before_request(_refuse_another_site)
    csrf.init_app(app)


def is_own_host(address: SplitResult, host: str) -> bool:
    """True if a request's Host names the host and port of the address."""
    return _bare(address.scheme, host) == _bare(address.scheme, address.netloc)


def _refuse_another_host() -> None:
    # Under another name (DNS rebinding) a browser would take us for another site's server.
    if not is_own_host(face_context().address, request.host):
        error_log.refused(HTTPStatus.BAD_REQUEST)
        abort(HTTPStatus.BAD_REQUEST)


def _refuse_another_site() -> None:
    if request.method in SAFE:
        return
    address = face_context().address
    # Browsers send an Origin with each POST. Without both headers the form's token decides.
    claimed = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site != "same-origin" or (
        claimed is not None and _origin(claimed) != _origin(address.geturl())
    ):
        error_log.refused(HTTPStatus.FORBIDDEN)
        abort(HTTPStatus.FORBIDDEN)


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{_bare(scheme, rest.partition('/')[0])}"


def _bare(scheme: str, host: str) -> str:
    return host.lower().removesuffix(DEFAULT_PORTS.get(scheme, ":"))
