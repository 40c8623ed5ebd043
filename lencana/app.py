"""Mounts the faces in one application; each is a Flask application with a cookie of its own."""

from collections.abc import Hashable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from urllib.parse import SplitResult
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

import api.app
import front_desk.app
import guest_page.app
import host_portal.app
import host_portal.guest_lists
import kiosk.app
from lencana.server.bridge import Bridge, small_bodies
from lencana.server.long_poll import LongPolls
from lencana.server.wsgi import GUARDED
from printers.text.letters import printable_fully
from printers.text.scripts import missing
from visits.printing import scheduling
from visits.store.database import Database
from visits.store.news import News
from web.context import EXTENSION, FaceContext, WritableScripts
from web.face import FaceSettings, Links
from web.not_modified_cache import NotModifiedCache
from web.safety import origin

PATHS_FOR_PEOPLE = {
    "kiosk": "/kiosk",
    "guest": "/guest",
    "hosts": "/hosts",
    "desk": "/desk",
}
MOUNT_PATHS = PATHS_FOR_PEOPLE | {"api": "/api"}
HEALTH = "/health"
WRITABLE_SCRIPTS = WritableScripts(
    missing=lambda: [script.title for script in missing()], in_full=printable_fully
)
"""What the fonts of this machine can write, as the desk is told."""


def links(base_url: str) -> Links:
    """Return the addresses at which people find each face."""
    return Links(**{face: base_url + place for face, place in PATHS_FOR_PEOPLE.items()})


def build(settings: FaceSettings, database: Database) -> dict[str, Flask]:
    """Create every face, by its name."""
    makers = {
        "kiosk": kiosk.app.create_app,
        "guest": guest_page.app.create_app,
        "hosts": host_portal.app.create_app,
        "desk": front_desk.app.create_app,
        "api": api.app.create_app,
    }
    return {name: create_app(settings, database) for name, create_app in makers.items()}


def longest_body(path: str) -> int:
    """Return the longest request body of this path, in bytes, which the server enforces."""
    if path.startswith(MOUNT_PATHS["hosts"] + host_portal.guest_lists.PATH):
        return host_portal.guest_lists.LARGEST_LIST
    # Less for print agents, whose polls are kept in memory with their bodies while they wait.
    is_machines = path == MOUNT_PATHS["api"] or path.startswith(
        MOUNT_PATHS["api"] + "/"
    )
    return api.app.LARGEST_BODY if is_machines else small_bodies(path)


def long_polls(database: Database) -> LongPolls:
    """Return the long polls of print agents, which wait until something is due at their site."""
    polls = LongPolls(partial(_due, database))
    # Without this an agent would hear of a badge a second after it was queued.
    database.listen(News.PRINTING, polls.nudge)
    return polls


def bridge(mounted: WSGIApplication, database: Database) -> Bridge:
    """Return what the server is given: the mounted faces, behind what needs no thread."""
    cache = NotModifiedCache(mounted, database)
    return Bridge(
        cache,
        longest_body,
        long_polls=long_polls(database),
        not_modified=cache.at_once,
    )


def mount(
    faces: Mapping[str, Flask],
    entrance: WSGIApplication | None = None,
    health: WSGIApplication | None = None,
) -> WSGIApplication:
    """Mount all faces in one application; without an `entrance`, `/` leads to the host portal.

    What is no face answers for the portal's host only; each face looks at its own.
    """
    places: dict[str, WSGIApplication] = {
        MOUNT_PATHS[name]: face for name, face in faces.items()
    }
    address = _address(faces)
    if health is not None:
        places[HEALTH] = OwnHostOnly(health, address)
    first: WSGIApplication = entrance or OwnHostOnly(_redirect_to_portal, address)
    return DispatcherMiddleware(first, places)


def _address(faces: Mapping[str, Flask]) -> SplitResult:
    face: FaceContext = faces["hosts"].extensions[EXTENSION]
    return face.address


def _due(database: Database) -> dict[str, Hashable]:
    with database.reading() as store:
        return {
            str(site_id): mark
            for site_id, mark in scheduling.due_by_site(store).items()
        }


@Request.application
def _redirect_to_portal(request: Request) -> Response:
    if request.path != "/":
        return Response(
            "There is nothing here.",
            HTTPStatus.NOT_FOUND,
            GUARDED,
            mimetype="text/plain",
        )
    answer = redirect(MOUNT_PATHS["hosts"] + "/", HTTPStatus.FOUND)
    answer.headers.extend(GUARDED)
    return answer


class OwnHostOnly:
    """A WSGI application that answers 400 to requests for another host than `address` says.

    Under another name (DNS rebinding) a browser would take us for another site's server.
    """

    def __init__(self, app: WSGIApplication, address: SplitResult) -> None:
        self._app = app
        self._address = address

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if origin.is_own_host(self._address, Request(environ).host):
            return self._app(environ, start_response)
        refused = Response(
            "This is another host.",
            HTTPStatus.BAD_REQUEST,
            GUARDED,
            mimetype="text/plain",
        )
        return refused(environ, start_response)
