"""The guest's page as an application."""

from datetime import datetime

from babel.dates import get_timezone_name
from flask import Flask, Response
from flask_babel import get_locale
from werkzeug.exceptions import NotFound as NoSuchAddress

from faces.face import FaceSettings, create_face
from guest_page import links
from guest_page.views import views
from visits import sites
from visits.refusals import NotFound
from visits.store.database import Database
from visits.store.places import Site


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """A guest opens the link of their invitation; nobody signs in, and nothing is remembered."""
    app = create_face("guest", __package__, settings, database)
    app.url_map.converters["link"] = links.LinkConverter
    app.jinja_env.filters.update(zone_at=zone_at)
    app.register_blueprint(views)
    app.register_error_handler(NotFound, links.unknown)
    app.register_error_handler(NoSuchAddress, links.neutral)
    # Flask runs the first of them last: this has the last word on the referrer.
    app.after_request_funcs[None].insert(0, _keep_to_themselves)
    return app


def zone_at(moment: datetime, site: Site) -> str:
    """What the site's clock is called at that moment: `Central European Summer Time` in July."""
    return get_timezone_name(moment.astimezone(sites.zone(site)), width="long", locale=get_locale())


def _keep_to_themselves(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
