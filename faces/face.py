"""A face: a Flask application with a cookie, a key and rules of its own."""

from types import TracebackType

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from faces import (
    accents,
    access,
    errors,
    forms,
    headers,
    journal,
    languages,
    origin,
    pages,
    sessions,
    static_files,
)
from faces.surroundings import EXTENSION, FaceSettings, Links, Surroundings, database, links, settings
from visits.store.database import Database

__all__ = ["Face", "FaceSettings", "Links", "create_face", "database", "links", "settings"]

LARGEST_REQUEST = 64 * 1024
PARTS = (journal, static_files, headers, sessions, languages, pages, accents, errors, origin, forms, access)


class Face(Flask):
    """Flask with strict templates, and without the log of exceptions that prints their words."""

    jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012 - as Flask declares it

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]
    ) -> None:
        if exc_info[1] is not None:
            journal.failed(exc_info[1])


def create_face(name: str, import_name: str, settings: FaceSettings, database: Database) -> Flask:
    """An application in which everything is closed, checked and calm until its package says more."""
    app = Face(import_name)
    app.extensions[EXTENSION] = Surroundings(name, settings, database)
    app.config.from_mapping(
        SECRET_KEY=settings.secrets.key(f"face {name}"),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=100,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.register_blueprint(
        Blueprint(
            "faces", __name__, static_folder="static", template_folder="templates", static_url_path="/faces"
        )
    )
    for part in PARTS:
        part.set_up(app)
    if hops := settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # as Werkzeug says to
    return app
