"""A face: a Flask application with a cookie, a key and rules of its own."""

from collections.abc import Iterable
from io import BytesIO
from types import TracebackType
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Blueprint, Flask, Request
from flask.typing import ResponseReturnValue
from jinja2 import BytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from werkzeug.middleware.proxy_fix import ProxyFix

from visits.store.database import Database
from web import (
    access,
    compression,
    dates,
    forms,
    labels,
    languages,
    pages,
    sessions,
    static_files,
    theme,
)
from web.context import (
    EXTENSION,
    FaceContext,
    FaceSettings,
    Links,
    database,
    links,
    settings,
)
from web.safety import error_log, errors, headers, origin

__all__ = [
    "Face",
    "FaceSettings",
    "Links",
    "create_face",
    "create_machine_face",
    "database",
    "links",
    "settings",
]

LARGEST_REQUEST = 64 * 1024
"""Bytes; the longest form has a few hundred characters."""
FOR_MACHINES = (headers, origin, access)
# The order matters: the origin is checked before access reads a session. after_request runs
# backwards, so static_files replaces the no-store that headers has set.
PARTS = (
    compression,
    static_files,
    headers,
    sessions,
    languages,
    dates,
    labels,
    pages,
    theme,
    errors,
    origin,
    forms,
    access,
)


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all faces: compiling takes longer than a page."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


class FaceRequest(Request):
    """A request whose files stay in memory: its body is bounded, and there already."""

    def _get_file_stream(self, *_of_file: object, **_more: object) -> BytesIO:
        # Werkzeug would write what is longer than half a megabyte to a disk.
        return BytesIO()


class Face(Flask):
    """Flask with strict templates and our own log of exceptions."""

    request_class = FaceRequest

    jinja_options = {  # noqa: RUF012 - as Flask's
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "bytecode_cache": CompiledTemplates(),
    }

    proxy_hops = 0

    def wsgi_app(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        # With 0 hops no X-Forwarded header is believed: anybody can send one.
        hops = self.proxy_hops
        if not hops:
            return super().wsgi_app(environ, start_response)
        inside = ProxyFix(super().wsgi_app, x_for=hops, x_proto=hops)
        return inside(environ, start_response)

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer the request; once more, whole, if another transaction was first."""
        # What a view does may be done again: a guest's second tap is no other request.
        try:
            return super().dispatch_request()
        except Exception as problem:
            face: FaceContext = self.extensions[EXTENSION]
            if not face.database.is_conflict(problem):
                raise
        return super().dispatch_request()

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        # Flask would log the exception's text, which may hold personal data.
        if exc_info[1] is not None:
            error_log.failed(exc_info[1])


def create_face(
    name: str, import_name: str, settings: FaceSettings, database: Database
) -> Flask:
    """An application with every check and page that all faces share; its package adds the views."""
    app = _bare(name, import_name, settings, database)
    app.register_blueprint(_shared())
    for part in PARTS:
        part.set_up(app)
    return app


def create_machine_face(
    name: str, import_name: str, settings: FaceSettings, database: Database
) -> Flask:
    """An application for programs: without pages, cookies or languages."""
    app = _bare(name, import_name, settings, database)
    # A form token protects against misuse of a cookie, and here is no cookie.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    for part in FOR_MACHINES:
        part.set_up(app)
    return app


def _bare(
    name: str, import_name: str, settings: FaceSettings, database: Database
) -> Face:
    app = Face(import_name)
    app.proxy_hops = settings.proxy_hops
    app.extensions[EXTENSION] = FaceContext(name, settings, database)
    app.config.from_mapping(
        # One key for each face: a form token of one is worth nothing at another.
        SECRET_KEY=settings.secrets.key(f"face {name}"),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        # The longest form has about a dozen fields.
        MAX_FORM_PARTS=100,
        # In tests, too: an exception becomes the error page and never a traceback.
        PROPAGATE_EXCEPTIONS=False,
    )
    return app


def _shared() -> Blueprint:
    return Blueprint(
        "web",
        __name__,
        static_folder="static",
        template_folder="templates",
        static_url_path="/web",
    )
