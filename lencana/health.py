"""The page at `/health`, for whatever watches this machine: what is wrong with the database."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Request, Response

from lencana.server.wsgi import GUARDED
from visits import mail_health
from visits.erasure import erasure_health
from visits.keys.keyring import WatermarkDamagedError
from visits.policy.register import UndeclaredItemError
from visits.store.database import Database
from visits.vault import lost_keys

REMEMBERED = 1.0
"""Seconds for which an answer is given again, so that asking often costs nothing."""
UNREADABLE = "store_unreadable"
UNREADABLE_BY = (
    DBAPIError,
    UndeclaredItemError,
    WatermarkDamagedError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
)
"""Also errors of values that another program wrote: their text would quote them."""
KEYS_LOST = "keys_lost"
MAIL_FAILING = "mail_failing"


class Health:
    """A WSGI application: 200 and `ok`, or 503 and the problems, in codes from a closed list."""

    def __init__(
        self, database: Database, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._problems: list[str] = []
        self._until = 0.0

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def problems(self) -> list[str]:
        """Return the problems, looked for at most a second ago."""
        # Under the lock: however many ask at once, one look at the database is enough.
        with self._lock:
            if self._monotonic() >= self._until:
                self._problems = self._look()
                self._until = self._monotonic() + REMEMBERED
            return self._problems

    def _answer(self, request: Request) -> Response:
        if request.path not in {"", "/"} or request.method not in {"GET", "HEAD"}:
            return Response(
                "There is nothing here.",
                HTTPStatus.NOT_FOUND,
                GUARDED,
                mimetype="text/plain",
            )
        problems = self.problems()
        # Codes without numbers or names: the page is open to whoever reaches the machine.
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        body = json.dumps({"ok": not problems, "wrong": problems})
        return Response(body + "\n", status, GUARDED, mimetype="application/json")

    def _look(self) -> list[str]:
        try:
            with self._database.reading() as store:
                problems = [str(each.value) for each in erasure_health.problems(store)]
                is_wrong = {
                    KEYS_LOST: lost_keys.find(store),
                    MAIL_FAILING: mail_health.failure(store),
                }
                return problems + [
                    code for code, is_found in is_wrong.items() if is_found
                ]
        except UNREADABLE_BY:
            return [UNREADABLE]
