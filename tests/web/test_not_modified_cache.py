"""Polls that have no news cost no question, and the first after a commit asks again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.web.cast import Stage
from visits import sites
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.vocabulary.people import Role
from web import not_modified_cache
from web.access import open_to
from web.face import create_face, database
from web.not_modified_cache import NotModifiedCache
from web.polling import NEXT, live_page, not_modified

ON_BOTH = pytest.mark.parametrize(
    "kind_of_store", ["sqlite", "postgresql"], indirect=True
)


@pytest.fixture
def face(stage: Stage) -> Flask:
    """A face with one live page, for members of the desk."""
    app = create_face("desk", __name__, stage.settings, stage.database)
    cache = NotModifiedCache(app.wsgi_app, stage.database)
    app.wsgi_app = cache  # type: ignore[method-assign] # Flask's own way

    @app.get("/news")
    @open_to(Role.DESK)
    def news() -> Any:
        with database().reading() as store:
            version = sites.version(store, stage.cast.senopati.id)
        return not_modified(version) or live_page("news", version)

    return app


@pytest.fixture
def poll(face: Flask, stage: Stage) -> Any:
    """Dewi's browser asks once more, naming what it has seen."""
    with stage.database.transaction() as store:
        cookie = sessions.open(store, "desk", SessionData(member_id=stage.cast.dewi.id))
    client = face.test_client()
    client.set_cookie("__Host-lencana-desk", cookie)
    seen = client.get("/news").headers["ETag"]
    return lambda etag=seen: client.get("/news", headers={"If-None-Match": etag})


@contextmanager
def counting(stage: Stage) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*facts: Any) -> None:
        asked.append(facts[2])

    event.listen(stage.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(stage.database.engine, "before_cursor_execute", note)


@ON_BOTH
def test_the_second_idle_poll_asks_nothing(
    stage: Stage, poll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_modified_cache, "ASKED_EVERY", 1000)
    first = poll()
    with counting(stage) as asked:
        second = poll()
    assert (first.status_code, second.status_code, asked) == (304, 304, [])
    assert int(second.headers[NEXT]) > 0
    assert second.headers["ETag"] == first.headers["ETag"]
    for name in ("Content-Security-Policy", "Lencana-Face"):
        assert second.headers[name] == first.headers[name]


@ON_BOTH
def test_a_change_is_told_at_once_or_when_the_server_is_asked(
    stage: Stage, poll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_modified_cache, "ASKED_EVERY", -1)
    assert [poll().status_code, poll().status_code] == [304, 304]
    with stage.database.transaction() as store:
        sites.changed(store, stage.cast.senopati.id)
    assert poll().status_code == 200


def test_whoever_is_signed_out_hears_nothing_more(stage: Stage, poll: Any) -> None:
    assert [poll().status_code, poll().status_code] == [304, 304]
    with stage.database.transaction() as store:
        sessions.end_all_of(store, stage.cast.dewi.id)
    assert poll().status_code == 403


@ON_BOTH
def test_whoever_is_signed_out_anywhere_hears_nothing_more_before_long(
    stage: Stage, poll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_modified_cache, "KEPT_SECONDS", -1)
    assert [poll().status_code, poll().status_code] == [304, 304]
    with stage.database.transaction() as store:
        sessions.end_all_of(store, stage.cast.dewi.id)
    assert poll().status_code == 403


def test_another_browser_is_asked_who_it_is(face: Flask, poll: Any) -> None:
    etag = poll().headers["ETag"]
    poll()
    assert (
        face.test_client().get("/news", headers={"If-None-Match": etag}).status_code
        == 403
    )


def test_what_the_clock_changes_is_seen_before_long(
    stage: Stage, poll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_modified_cache, "KEPT_SECONDS", -1)
    assert poll().status_code == 304
    with counting(stage) as asked:
        assert poll().status_code == 304
    assert asked


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
def test_while_the_server_does_not_answer_the_page_says_so(
    face: Flask, stage: Stage, poll: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_modified_cache, "ASKED_EVERY", -1)
    assert poll().status_code == 304
    asked = []

    def be_away(*_: object) -> None:
        asked.append(1)
        raise OperationalError("", None, Exception())

    face.testing = False
    event.listen(stage.database.engine, "before_cursor_execute", be_away)
    answer = poll()
    event.remove(stage.database.engine, "before_cursor_execute", be_away)

    assert asked
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Something went wrong on our side" in answer.text
    assert poll().status_code == 304
