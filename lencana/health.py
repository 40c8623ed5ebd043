"""Health: whether the store answers and forgets, for whatever watches this machine."""

import json
import threading
import time
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Request, Response

from lencana.server.wsgi import GUARDED
from visits.erasure import erasure_health
from visits.policy.register import UndeclaredItemError
from visits.store.database import Database
from visits.vault import unreadable

REMEMBERED = 1.0
"""Seconds for which an answer is given again: whoever asks often costs nothing."""
UNREADABLE = "store_unreadable"
UNREADABLE_BY = (
    DBAPIError,
    UndeclaredItemError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
)
"""Also what somebody put where it does not belong: its error's text would say what."""
KEYS_LOST = "keys_lost"


class Health:
    """The page at `/health`: 200 and `ok`, or 503 and what is wrong, in words from a closed list."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._wrong: list[str] = []
        self._until = 0.0

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def wrong(self) -> list[str]:
        """What is wrong, as it was a second ago at most."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._wrong = self._look()
                self._until = time.monotonic() + REMEMBERED
            return self._wrong

    def _answer(self, request: Request) -> Response:
        if request.path not in {"", "/"} or request.method not in {"GET", "HEAD"}:
            return Response(
                "There is nothing here.",
                HTTPStatus.NOT_FOUND,
                GUARDED,
                mimetype="text/plain",
            )
        wrong = self.wrong()
        status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
        said = json.dumps({"ok": not wrong, "wrong": wrong})
        return Response(said + "\n", status, GUARDED, mimetype="application/json")

    def _look(self) -> list[str]:
        try:
            with self._database.reading() as store:
                lost = [KEYS_LOST] if unreadable.days(store) else []
                return [
                    *(ailment.value for ailment in erasure_health.problems(store)),
                    *lost,
                ]
        except UNREADABLE_BY:
            return [UNREADABLE]
