"""The cast before the faces: what they are set up with, and a browser that fills in forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.cast import Cast, SettableClock
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from web.context import EXTENSION, FaceContext
from web.face import FaceSettings, Links
from web.sessions import of_place

ORIGIN = "http://localhost"
CreateApp = Callable[[FaceSettings, Database], Flask]
CSRF_SALT = "wtf-csrf-token"
"""Of Flask-WTF, which makes such a token for each page."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Stage:
    """The cast's database and clock, and what every face of theirs is set up with."""

    database: Database
    clock: SettableClock
    settings: FaceSettings
    cast: Cast

    def id_of(self, name: str) -> int:
        """The number of the member with this first name."""
        return int(getattr(self.cast, name.lower()).id)


def set_stage(database: Database, clock: SettableClock, cast: Cast) -> Stage:
    """Every face is found at one address."""
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    return Stage(database, clock, FaceSettings(links, database.keys.secrets), cast)


_made: dict[CreateApp, tuple[Flask, dict[str, Any]]] = {}


def face_of(create_app: CreateApp, settings: FaceSettings, database: Database) -> Flask:
    """The face before this database; made once, as making one takes longer than most tests."""
    if create_app not in _made:
        app = create_app(settings, database)
        _made[create_app] = app, dict(app.extensions)
    app, extensions = _made[create_app]
    name = extensions[EXTENSION].name
    app.extensions = extensions | {EXTENSION: FaceContext(name, settings, database)}
    app.config["SECRET_KEY"] = settings.secrets.key(f"face {name}")
    return app


def signed_in(app: Flask, member_id: int) -> "Browser":
    """A browser in which the member has signed in to this face, with the token of its forms."""
    face: FaceContext = app.extensions[EXTENSION]
    browser, seed = Browser(app), token_hex(20)
    with face.database.transaction() as store:
        of_browser = SessionData(member_id=member_id, csrf=seed)
        cookie = sessions.open(store, face.name, of_browser)
    browser.client.set_cookie(f"__Host-lencana-{face.name}", cookie)
    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt=CSRF_SALT)
    browser.token = str(signer.dumps(of_place(seed, member_id)))
    return browser


class Browser:
    """A client that sends the token of the page it is on, as a browser does."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.client.get(path, buffered=True, **options)
        if found := _TOKEN.search(answer.get_data(as_text=True)):
            self.token = found[1]
        return answer

    def post(self, path: str, **fields: object) -> TestResponse:
        """The form of the page that was fetched last, sent to `path`."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})
