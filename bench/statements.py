"""How many SQL statements a check-in executes: the POST that lets a guest in, and its badge."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from threading import get_ident
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import select
from werkzeug.test import TestResponse

import kiosk.app
from lencana import app
from lencana.demo import seed
from lencana.sole_printing import printing
from printers.virtual import VirtualPrinter
from visits.audit.access_log import AccessLog
from visits.keys.keyring import open_keys
from visits.lobby import one_time_codes
from visits.store import schema
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.printing import PrintJob
from visits.vocabulary.printing import PrintState
from web.face import FaceSettings

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
WRITES = "BEGIN IMMEDIATE"
ORIGIN = "http://localhost"
PAUSE = 0.05


class Printing(NamedTuple):
    """What happens in the store from a check-in until its badge is printed."""

    statements: int
    transactions: int


def of_a_check_in(folder: Path) -> int:
    """How many statements the confirming POST runs: session and audit log included, BEGIN and COMMIT not."""
    with _kiosk(folder, "tcp://127.0.0.1:9100") as (client, database, cast):
        return sum(
            not by.startswith(NOT_COUNTED) for by in _let_in(client, database, cast)[0]
        )


def of_its_badge(folder: Path) -> Printing:
    """What the printing threads run beside that POST and after it; a transaction is one that writes."""
    with (
        VirtualPrinter() as printer,
        _kiosk(folder, printer.address) as (client, database, cast),
        printing(database),
    ):
        _, others = _let_in(client, database, cast, lambda: _is_printed(database))
    counted = sum(not statement.startswith(NOT_COUNTED) for statement in others)
    return Printing(counted, others.count(WRITES))


@contextmanager
def _kiosk(
    folder: Path, printer: str
) -> Iterator[tuple[FlaskClient, Database, seed.Cast]]:
    folder.mkdir(parents=True)
    database = Database(
        f"sqlite:///{folder / 'lencana.db'}",
        open_keys(folder / "keys"),
        on_later_entries=AccessLog().add,
    )
    schema.migrate(database)
    cast = seed.seed(database, printer)
    settings = FaceSettings(links=app.links(ORIGIN), secrets=database.keys.secrets)
    client = kiosk.app.create_app(settings, database).test_client()
    try:
        yield client, database, cast
    finally:
        database.close()


def _let_in(
    client: FlaskClient,
    database: Database,
    cast: seed.Cast,
    is_over: Callable[[], bool] = lambda: True,
) -> tuple[list[str], list[str]]:
    """Return the statements of this thread, and those of others until it is over."""
    _post(
        client,
        "/pairing",
        _token(client),
        code=seed.pairing_code(database, cast.site_id),
    )
    token = _token(client)
    at = _post(client, "/arrivals", token, code=cast.guest_code).headers["Location"]
    with database.reading() as store:
        digits = one_time_codes.digits(store, store.get_one(Encounter, 1))
    _have_keys(database)
    with _counting(database) as statements:
        answer = _post(client, f"{at}/confirmation", token, code=digits)
        ours = statements.pop(get_ident(), [])
        while not is_over():
            time.sleep(PAUSE)
        statements.pop(get_ident(), None)
    if answer.status_code != HTTPStatus.SEE_OTHER or not _arrived(client, at):
        raise RuntimeError("the guest was not let in")
    return ours, [one for each in statements.values() for one in each]


def _is_printed(database: Database) -> bool:
    with database.reading() as store:
        return store.exec(select(PrintJob.state)).first() is PrintState.PRINTED


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
def _counting(database: Database) -> Iterator[dict[int, list[str]]]:
    """Yield the statements of each thread."""
    seen: dict[int, list[str]] = {}

    def note(*facts: Any) -> None:  # noqa: ANN401 - sqlalchemy's event
        seen.setdefault(get_ident(), []).append(str(facts[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)
