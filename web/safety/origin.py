"""Origin: requests for another host are not ours, and changes are asked for by our own pages only."""

from http import HTTPStatus

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect

from web.context import face_context
from web.safety import error_log

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": ":80", "https": ":443"}

csrf = CSRFProtect()


def set_up(app: Flask) -> None:
    """The host is checked first, then who asks, then the form's own token."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.before_request(_refuse_another_host)
    app.before_request(_refuse_another_site)
    csrf.init_app(app)


def _refuse_another_host() -> None:
    address = face_context().address
    if _bare(address.scheme, request.host) != _bare(address.scheme, address.netloc):
        error_log.refused(HTTPStatus.BAD_REQUEST)
        abort(HTTPStatus.BAD_REQUEST)


def _refuse_another_site() -> None:
    if request.method in SAFE:
        return
    address = face_context().address
    said = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site != "same-origin" or (
        said is not None and _origin(said) != _origin(address.geturl())
    ):
        error_log.refused(HTTPStatus.FORBIDDEN)
        abort(HTTPStatus.FORBIDDEN)


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{_bare(scheme, rest.partition('/')[0])}"


def _bare(scheme: str, host: str) -> str:
    return host.lower().removesuffix(DEFAULT_PORTS.get(scheme, ":"))
