"""What the guest page answers to a refusal: a calm page that says what to do."""

from http import HTTPStatus

from flask import Flask, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from guest_page.labels import REFUSALS
from guest_page.links import in_language
from visits.vocabulary.refusals import (
    ClockIsBehind,
    LinkExpired,
    TooManyTries,
    VisitRefused,
)
from web.pages import page, refusal_text

STATUS: dict[type[VisitRefused], HTTPStatus] = {
    # The same status as for any other link that leads nowhere.
    LinkExpired: HTTPStatus.NOT_FOUND,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    ClockIsBehind: HTTPStatus.UNPROCESSABLE_ENTITY,
}
TITLES = {
    LinkExpired: _("Please begin again"),
    TooManyTries: _("Please wait a little"),
    ClockIsBehind: _("Please try again later"),
}


def answer(app: Flask) -> None:
    """Answer here every refusal that no view answers itself."""
    for kind in STATUS:
        app.register_error_handler(kind, _refused)


def _refused(refusal: VisitRefused) -> ResponseReturnValue:
    kind = next(kind for kind in STATUS if isinstance(refusal, kind))
    with in_language():
        answer = page(
            "message.html",
            title=TITLES[kind],
            advice=refusal_text(refusal, REFUSALS),
            # The only page here that needs no link.
            back=url_for("inquiries.ask"),
        )
    return answer, STATUS[kind]
