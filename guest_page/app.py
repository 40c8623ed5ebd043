"""The guest's page, put together."""

from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchAddress

from guest_page import links, refusals
from guest_page.views import data_rights, inquiries, shared, visit
from visits.store.database import Database
from visits.vocabulary.refusals import NotFound
from web.face import FaceSettings, create_face
from web.languages import OWN_NAMES

VIEWS = (visit, shared, data_rights, inquiries)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application behind guests' links: no sign-in, and no browser is remembered."""
    app = create_face("guest", __package__, settings, database)
    app.url_map.converters["shared"] = links.SharedLinkConverter
    app.url_map.converters["proven"] = links.ProvenLinkConverter
    for module in VIEWS:
        app.register_blueprint(module.views)
    app.url_defaults(_keep_language)
    app.register_error_handler(NotFound, links.neutral)
    # What is no link at all gets the page of a link that is over: neither tells anything.
    app.register_error_handler(NoSuchAddress, links.neutral)
    refusals.answer(app)
    app.after_request(_stay_unlisted)
    return app


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    # Carried from address to address, because there is no cookie to remember it.
    chosen = request.args.get("language")
    is_a_page = endpoint.partition(".")[0] in {module.views.name for module in VIEWS}
    if is_a_page and chosen in OWN_NAMES:
        values.setdefault("language", chosen)


def _stay_unlisted(response: Response) -> Response:
    # A link that somebody posted in public must not become a search result.
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
