"""The board is asked for again and again: what a poll without news costs."""

import gzip

from flask import Flask
from sqlalchemy import event

from tests.cast import Cast, Invite, SettableClock
from tests.web.cast import Browser, signed_in
from visits import sites
from visits.lobby import kiosks
from visits.store.database import Database
from visits.vocabulary.devices import TabletReport

TAKING = {"Accept-Encoding": "gzip"}


def test_an_unchanged_board_costs_a_304_and_no_write(
    dewi: Browser, database: Database
) -> None:
    tag = dewi.get("/board").headers["ETag"]
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    answer = dewi.get("/board", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert [one for one in said if not one.startswith(("SELECT", "BEGIN"))] == []


def test_a_changed_board_is_sent_whole(dewi: Browser, invite: Invite) -> None:
    tag = dewi.get("/board").headers["ETag"]
    invite()
    answer = dewi.get("/board", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Gita Pramesti" in answer.get_data(as_text=True)


def test_a_new_day_changes_the_board_by_itself(
    front_desk: Flask, dewi: Browser, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite()
    tag = dewi.get("/board").headers["ETag"]
    clock.forward(hours=20)
    # Nobody is signed in for that long, so the same person signs in again.
    answer = signed_in(front_desk, cast.dewi.id).get(
        "/board", headers={"If-None-Match": tag}
    )
    assert answer.status_code == 200
    assert "Gita Pramesti" not in answer.get_data(as_text=True)


def test_the_board_is_told_when_to_ask_again(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    fresh = dewi.get("/board")
    unchanged = dewi.get("/board", headers={"If-None-Match": fresh.headers["ETag"]})
    assert int(fresh.headers["Lencana-Next-In"]) >= 700
    assert int(unchanged.headers["Lencana-Next-In"]) >= 700
    with database.transaction() as store:
        sites.changed(store, cast.mitte.id)
    again = dewi.get("/board", headers={"If-None-Match": fresh.headers["ETag"]})
    assert again.status_code == 304


def test_a_browser_that_was_signed_out_is_sent_to_the_door(dewi: Browser) -> None:
    dewi.get("/")
    dewi.post("/sign-out")
    answer = dewi.get("/board")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/board")


def test_a_tablet_that_falls_silent_is_on_the_board_until_it_is_heard_again(
    dewi: Browser, cast: Cast, database: Database, clock: SettableClock
) -> None:
    tag = dewi.get("/board").headers["ETag"]
    clock.forward(minutes=6)

    silent = dewi.get("/board", headers={"If-None-Match": tag})

    sentence = "Lobby: Not seen since 09:30. Is it switched on and connected?"
    assert silent.status_code == 200
    assert sentence in silent.text
    assert "<strong>1</strong> broken" in silent.text
    tag = silent.headers["ETag"]
    assert dewi.get("/board", headers={"If-None-Match": tag}).status_code == 304
    with database.transaction() as store:
        kiosks.seen(store, cast.kiosk.id, TabletReport())
    heard = dewi.get("/board", headers={"If-None-Match": tag})
    assert heard.status_code == 200
    assert 'id="broken"' not in heard.text


def test_of_all_pages_of_a_session_only_the_board_is_compressed(
    dewi: Browser, invite: Invite
) -> None:
    visit = invite()
    pages = ("/", "/board", "/around", f"/visits/{visit.public_id}", "/log", "/devices")
    packed = {
        path
        for path in pages
        if dewi.client.get(path, headers=TAKING).content_encoding == "gzip"
    }
    assert packed == {"/", "/board"}


def test_a_padded_board_unpacks_and_its_weight_tells_nobody_what_it_holds(
    dewi: Browser,
) -> None:
    answers = [dewi.client.get("/board", headers=TAKING) for _ in range(40)]
    assert gzip.decompress(answers[0].data).startswith(b"<div id=")
    # The same board: what a byte or two would tell goes under in the padding.
    weights = {len(answer.data) for answer in answers}
    assert max(weights) - min(weights) > 50
    assert len(weights) > 10


def test_a_compressed_board_that_has_not_changed_is_a_304(dewi: Browser) -> None:
    packed = dewi.client.get("/board", headers=TAKING)
    known = TAKING | {"If-None-Match": packed.headers["ETag"]}
    again = dewi.client.get("/board", headers=known)
    assert packed.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")
    assert packed.headers["Vary"] == again.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
