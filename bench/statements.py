"""How many SQL statements the POST that lets a guest in executes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

import kiosk.app
from lencana import app
from lencana.demo import seed
from visits.audit.access_log import AccessLog
from visits.keys.keyring import open_keys
from visits.lobby import verification
from visits.store import schema
from visits.store.database import Database
from visits.store.lobby import Encounter
from web.face import FaceSettings

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
ORIGIN = "http://localhost"


def of_a_check_in(folder: Path) -> int:
    """How many statements the confirming POST runs: session and audit log included, BEGIN and COMMIT not."""
    folder.mkdir(parents=True)
    database = Database(
        f"sqlite:///{folder / 'lencana.db'}",
        open_keys(folder / "keys"),
        on_disclosure=AccessLog().add,
    )
    schema.migrate(database)
    cast = seed.seed(database, "tcp://127.0.0.1:9100")
    settings = FaceSettings(links=app.links(ORIGIN), secrets=database.keys.secrets)
    client = kiosk.app.create_app(settings, database).test_client()
    try:
        return _count(client, database, cast)
    finally:
        database.close()


def _count(client: FlaskClient, database: Database, cast: seed.Cast) -> int:
    _post(
        client,
        "/pairing",
        _token(client),
        code=seed.pairing_code(database, cast.site_id),
    )
    token = _token(client)
    at = _post(client, "/arrivals", token, code=cast.guest_code).headers["Location"]
    with database.reading() as store:
        digits = verification.digits(store, store.get_one(Encounter, 1))
    _have_keys(database)
    with _counting(database) as statements:
        answer = _post(client, f"{at}/confirmation", token, code=digits)
    if answer.status_code != HTTPStatus.SEE_OTHER or not _arrived(client, at):
        raise RuntimeError("the guest was not let in")
    return len(statements)


def _have_keys(database: Database) -> None:
    # The first guest of a day has its key made, which is looked for in all tables before.
    today = database.clock().date()
    for ahead in range(40):
        database.keys.keyring.day_key(today + timedelta(days=ahead))


def _post(client: FlaskClient, path: str, token: str, **fields: str) -> TestResponse:
    return client.post(path, base_url=ORIGIN, data={"csrf_token": token, **fields})


def _token(client: FlaskClient) -> str:
    page = client.get("/", base_url=ORIGIN).get_data(as_text=True)
    found = re.search(r'(?:data-token|name="csrf_token" value)="([^"]+)"', page)
    return found[1] if found else ""


def _arrived(client: FlaskClient, at: str) -> bool:
    return "Welcome, " in client.get(at, base_url=ORIGIN).get_data(as_text=True)


@contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*facts: Any) -> None:  # noqa: ANN401 - sqlalchemy's event
        statement = str(facts[2])
        if not statement.startswith(NOT_COUNTED):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)
