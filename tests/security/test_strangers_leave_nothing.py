"""Whoever looks at pages without signing in leaves no row behind, however often."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import inspect, text
from werkzeug.routing import Rule

from lencana import app as roof
from tests.cast import Cast
from tests.web.cast import ORIGIN, Browser
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from web.face import FaceSettings

VALUES = {"link": "0" * 26, "attempt": 1, "filename": "pages.css"}
TIMES = 5


@pytest.fixture
def faces(database: Database, cast: Cast) -> dict[str, Flask]:
    del cast
    settings = FaceSettings(links=roof.links(ORIGIN), secrets=database.keys.secrets)
    return roof.build(settings, database)


def looks(app: Flask) -> Iterator[str]:
    """The address of every page of the face, with something invented in each place of it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield adapter.build(rule.endpoint, _invented(rule), method="GET")


def _invented(rule: Rule) -> dict[str, object]:
    return {name: VALUES.get(name, "0" * 26) for name in rule.arguments}


def rows(database: Database) -> dict[str, int]:
    names = inspect(database.engine).get_table_names()
    with database.reading() as store:
        return {
            name: store.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
            for name in names
        }


def test_no_page_leaves_a_row_of_a_browser_without_a_cookie(
    faces: dict[str, Flask], database: Database
) -> None:
    before = rows(database)
    walked = 0
    for app in faces.values():
        for address in looks(app):
            for _ in range(TIMES):
                assert app.test_client().get(address, buffered=True).status_code < 500
                walked += 1
    assert walked > 60 * TIMES
    assert (rows(database), database.commits) == (before, 0)


def test_a_language_a_form_and_its_mistake_leave_no_row_either(
    faces: dict[str, Flask], database: Database
) -> None:
    before = rows(database)
    for name in ("hosts", "desk", "kiosk", "guest"):
        browser = Browser(faces[name])
        browser.post("/language", language="id")
        browser.get("/sign-in")
        browser.post("/sign-in", email="", password="")
        browser.post("/sign-out")
    assert rows(database) == before


def test_the_store_itself_takes_no_session_of_nobody(database: Database) -> None:
    with database.transaction() as store, pytest.raises(ValueError, match=r"^$"):
        sessions.open(store, "hosts", SessionData(csrf="0" * 40, language="id"))
