"""Answers for our own host only, where no face looks at that: at `/` and at `/health`."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import SplitResult
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Request, Response

from lencana.server.wsgi import GUARDED
from web.safety import origin


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
