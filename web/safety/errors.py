"""Error pages: they say what to do; the one for a failure does not use the database."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from visits.vocabulary import refusals
from web.access import safe_path
from web.pages import page
from web.safety import error_log

PAGES = {
    HTTPStatus.BAD_REQUEST: (
        _("This did not reach us whole"),
        _("Please go back and try it again."),
    ),
    HTTPStatus.FORBIDDEN: (
        _("This page is not for you"),
        _(
            "Your account does not open it. If it should, ask whoever looks after your space."
        ),
    ),
    HTTPStatus.NOT_FOUND: (
        _("There is nothing here"),
        _("The page may have moved, or its time may be over."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        _("There is nothing here"),
        _("Please begin again from the first page."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        _("That is too much at once"),
        _("Please send less, or in parts."),
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        _("That cannot be done"),
        _("Please go back and look at what you typed."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        _("A little too fast"),
        _("Please wait a moment, then try again."),
    ),
}
STALE = (
    _("This page was open too long"),
    _("Nothing was changed. Please open it again and repeat your last step."),
)
FAILED = (
    _("Something went wrong on our side"),
    _(
        "Please try again in a moment. If it stays, tell whoever looks after your space "
        "this number:"
    ),
)


def set_up(app: Flask) -> None:
    """Answer every error with a page of this face."""
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(InternalServerError, _failed)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(refusals.NotFound, unknown)


def stale(error: HTTPException) -> ResponseReturnValue:
    """Say that a form's token is not good any more, and that nothing was changed."""
    del error
    return page(
        "message.html", title=STALE[0], advice=STALE[1], back=path_to_reload()
    ), HTTPStatus.BAD_REQUEST


def _refused(error: HTTPException) -> ResponseReturnValue:
    if (
        # Redirects, and answers that a view has made itself, pass unchanged.
        error.response is not None
        or error.code is None
        or error.code < HTTPStatus.BAD_REQUEST
    ):
        return error
    title, advice = PAGES.get(HTTPStatus(error.code), PAGES[HTTPStatus.BAD_REQUEST])
    # Whatever was asked for: that another place is offered says nothing of what is there.
    elsewhere = request.path if _may_be_elsewhere(error.code) else ""
    shown = page("message.html", title=title, advice=advice, elsewhere=elsewhere)
    return shown, error.code


def unknown(refusal: Exception) -> ResponseReturnValue:
    """Answer for another site's or host's row as for one that never was."""
    del refusal
    if (member := g.get("member")) is not None:
        error_log.closed(HTTPStatus.NOT_FOUND, member.roles)
    return _refused(NotFound())


def _failed(error: HTTPException) -> ResponseReturnValue:
    del error
    # From here on neither member nor language is looked up: the database may be what failed.
    g.is_failing = True
    g.pop("member", None)
    title, advice = FAILED
    number = error_log.request_id()
    return page(
        "message.html",
        title=title,
        advice=advice,
        number=number,
        back=path_to_reload(),
    ), 500


def _may_be_elsewhere(code: int) -> bool:
    """True for a page that another membership of the person may have, or open."""
    is_closed = code in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}
    return is_closed and request.method == "GET"


def path_to_reload() -> str | None:
    """Return the path of this request's own page, else of the page that it came from."""
    adapter, root = current_app.create_url_adapter(request), request.script_root
    came_from = urlsplit(request.referrer or "").path.removeprefix(root)
    # The address of a POST may have no page to go back to.
    for path in filter(None, (request.path, came_from)):
        # `//account` is found too, as it is led to `/account`: a link to it leads to another host.
        is_ours = adapter is not None and adapter.test(path, "GET")
        if is_ours and safe_path(path) == path:
            return root + path
    return None
