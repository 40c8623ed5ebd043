"""The guest's page as an application."""

from datetime import datetime
from typing import Any

from babel.dates import format_date, get_timezone_name
from flask import Flask, Response, request
from flask_babel import get_locale
from werkzeug.exceptions import NotFound as NoSuchAddress

from guest_page import links, refusals
from guest_page.views import data_rights, inquiries, visit
from visits import sites
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary.refusals import NotFound
from web.face import FaceSettings, create_face
from web.languages import OWN_NAMES

NOUNS = (visit, data_rights, inquiries)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """A guest opens the link of their invitation; nobody signs in, and nothing is remembered."""
    app = create_face("guest", __package__, settings, database)
    app.url_map.converters["link"] = links.LinkConverter
    app.jinja_env.filters.update(zone_at=zone_at, long_day_at=long_day_at)
    for noun in NOUNS:
        app.register_blueprint(noun.views)
    app.url_defaults(_keep_language)
    app.register_error_handler(NotFound, links.unknown)
    app.register_error_handler(NoSuchAddress, links.neutral)
    refusals.answer(app)
    app.after_request(_stay_unlisted)
    return app


def zone_at(moment: datetime, site: Site) -> str:
    """What the site's clock is called at that moment: `Central European Summer Time` in July."""
    return get_timezone_name(
        moment.astimezone(sites.zone(site)), width="long", locale=get_locale()
    )


def long_day_at(moment: datetime, site: Site) -> str:
    """`Monday, 23 November 2026`, by the clock of a site that the page is not about."""
    return format_date(
        moment.astimezone(sites.zone(site)), "EEEE, d MMMM y", locale=get_locale()
    )


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """The language that a reader chose goes along from page to page, as nothing else could remember it."""
    chosen = request.args.get("language")
    is_a_page = endpoint.partition(".")[0] in {noun.views.name for noun in NOUNS}
    if is_a_page and chosen in OWN_NAMES:
        values.setdefault("language", chosen)


def _stay_unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
