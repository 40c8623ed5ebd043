"""The guest's page as an application: its views, and what it answers to a refusal."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound as NoSuchAddress

from guest_page import (
    answers,
    confirmation,
    data_rights,
    inquiries,
    language,
    links,
    own_visit_page,
    shared_visit_page,
)
from guest_page.labels import REFUSALS
from guest_page.links import in_language
from visits.languages import OWN_NAMES
from visits.store.database import Database
from visits.vocabulary.refusals import (
    ClockIsBehind,
    LinkExpired,
    NotFound,
    TooManyTries,
    VisitRefused,
)
from web import host_news
from web.face import FaceSettings, create_face
from web.link_converters import ProvenLinkConverter, SharedLinkConverter
from web.pages import page, refusal_text

BLUEPRINT_MODULES = (
    own_visit_page,
    shared_visit_page,
    answers,
    confirmation,
    data_rights,
    inquiries,
    language,
)

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


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application behind guests' links: no sign-in, and no account."""
    app = create_face("guest", __package__, settings, database)
    app.url_map.converters["shared"] = SharedLinkConverter
    app.url_map.converters["proven"] = ProvenLinkConverter
    for module in BLUEPRINT_MODULES:
        app.register_blueprint(module.views)
    app.url_defaults(_keep_language)
    app.jinja_env.filters["host_news"] = host_news.text
    app.jinja_env.globals["language_form"] = language.form
    app.register_error_handler(NotFound, links.neutral)
    # What is no link at all gets the page of a link that is over: neither tells anything.
    app.register_error_handler(NoSuchAddress, links.neutral)
    _answer_refusals(app)
    app.after_request(_stay_unlisted)
    return app


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    # Carried from address to address, because no cookie remembers it.
    chosen = request.args.get("language")
    is_a_page = endpoint.partition(".")[0] in {
        module.views.name for module in BLUEPRINT_MODULES
    }
    if is_a_page and chosen in OWN_NAMES:
        values.setdefault("language", chosen)


def _stay_unlisted(response: Response) -> Response:
    # A link that somebody posted in public must not become a search result.
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _answer_refusals(app: Flask) -> None:
    """Answer here every refusal that no view answers itself."""
    for kind in STATUS:
        app.register_error_handler(kind, _refused)


def _refused(refusal: VisitRefused) -> ResponseReturnValue:
    link = (request.view_args or {}).get("link", "")
    if not links.is_proven(link):
        with in_language():
            # The only page here that needs no link.
            return _answer_to(refusal, url_for("inquiries.ask"))
    try:
        with links.own_page(link):
            return _answer_to(refusal, url_for("visit.show", link=link))
    except NotFound as none:
        return links.neutral(none)


def _answer_to(refusal: VisitRefused, back: str) -> ResponseReturnValue:
    kind = next(kind for kind in STATUS if isinstance(refusal, kind))
    advice = refusal_text(refusal, REFUSALS)
    answer = page("message.html", title=TITLES[kind], advice=advice, back=back)
    return answer, STATUS[kind]
