"""What a face remembers of a browser, and how long."""

import pytest
from flask import Flask, session
from sqlalchemy import func
from sqlmodel import select

from tests.web import sample_face
from tests.web.cast import Browser, Stage, signed_in
from visits.erasure import account_closure
from visits.people import passwords, sessions
from visits.people.sessions import SessionData
from visits.store.people import Account, FaceSession
from visits.vocabulary.actors import OPERATOR
from web.sessions import UndeclaredKeyError

PASSWORD = "three quiet lamps"
COOKIE = "__Host-lencana-hosts"


def rows(stage: Stage) -> int:
    with stage.database.reading() as store:
        return store.exec(select(func.count()).select_from(FaceSession)).one()


def test_a_visitor_without_a_form_gets_no_cookie_and_no_row(
    app: Flask, stage: Stage
) -> None:
    answer = Browser(app).get("/plain")
    assert "Set-Cookie" not in answer.headers
    assert rows(stage) == 0


def test_the_cookie_is_for_this_host_and_no_script(app: Flask) -> None:
    cookie = Browser(app).get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_desk_is_never_entered_from_elsewhere(stage: Stage) -> None:
    desk = sample_face.create_app(stage.settings, stage.database, name="desk")
    assert "SameSite=Strict" in Browser(desk).get("/sign-in").headers["Set-Cookie"]


def test_the_store_knows_only_the_digest_of_a_cookie(app: Flask, stage: Stage) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    cookie = browser.client.get_cookie(COOKIE)
    with stage.database.reading() as store:
        row = store.exec(select(FaceSession)).one()
    assert cookie is not None
    assert cookie.value.encode() not in row.digest
    assert len(row.digest) == 32


def test_a_second_look_at_a_form_changes_nothing(app: Flask, stage: Stage) -> None:
    browser = Browser(app)
    browser.get("/sign-in")
    assert "Set-Cookie" not in browser.get("/sign-in").headers
    assert rows(stage) == 0


def test_a_form_can_be_sent_for_two_hours_without_a_row(
    app: Flask, stage: Stage
) -> None:
    browser = Browser(app)
    browser.get("/sign-in")
    stage.clock.forward(hours=1, minutes=59)
    assert browser.post("/sign-in", email="", password="").status_code == 422
    stage.clock.forward(minutes=1)
    assert browser.post("/sign-in", email="", password="").status_code == 400


@pytest.mark.parametrize("place", [0, 5, -2])
def test_a_changed_cookie_says_nothing(app: Flask, place: int) -> None:
    browser = Browser(app)
    browser.post("/language", language="id")
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    assert 'lang="id"' in browser.get("/sign-in").text
    letters = list(cookie.value)
    letters[place] = "A" if letters[place] != "A" else "B"
    browser.client.set_cookie(COOKIE, "".join(letters))
    assert 'lang="en"' in browser.get("/sign-in").text


def test_a_signed_cookie_of_one_face_means_nothing_to_another(
    app: Flask, stage: Stage
) -> None:
    desk = sample_face.create_app(stage.settings, stage.database, name="desk")
    browser, other = Browser(app), Browser(desk)
    browser.post("/language", language="id")
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    other.client.set_cookie("__Host-lencana-desk", cookie.value)
    assert 'lang="en"' in other.get("/sign-in").text


def test_signing_out_leaves_no_row_and_says_so_once(app: Flask, stage: Stage) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    browser.get("/guest")
    browser.post("/sign-out")
    assert rows(stage) == 0
    assert "You are signed out." in browser.get("/sign-in").text
    assert "You are signed out." not in browser.get("/sign-in").text


def test_signing_in_changes_the_cookie_and_the_token(app: Flask, stage: Stage) -> None:
    with stage.database.transaction() as store:
        store.get_one(Account, stage.id_of("Hana")).password = passwords.hashed(
            PASSWORD
        )
    browser = Browser(app)
    planted = browser.get("/sign-in").headers["Set-Cookie"].split(";")[0]
    answer = browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
    assert answer.headers["Set-Cookie"].split(";")[0] != planted
    with stage.database.reading() as store:
        assert sessions.find(store, "hosts", planted.split("=", 1)[1]) is None
        assert store.exec(select(FaceSession)).one().csrf is None


def test_a_session_ends_after_its_twelve_hours_however_busy(
    app: Flask, stage: Stage
) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    for _ in range(12 * 2 - 1):
        stage.clock.forward(minutes=30)
        assert browser.get("/").status_code == 200
    stage.clock.forward(minutes=29)
    assert browser.get("/").status_code == 200
    stage.clock.forward(minutes=1)
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(("face", "minutes"), [("hosts", 60), ("desk", 240)])
def test_a_session_ends_when_nobody_asks_for_anything(
    stage: Stage, face: str, minutes: int
) -> None:
    app = sample_face.create_app(stage.settings, stage.database, name=face)
    browser = signed_in(app, stage.id_of("Hana"))
    for _ in range(2):
        stage.clock.forward(minutes=minutes - 1)
        assert browser.get("/").status_code == 200
    stage.clock.forward(minutes=minutes)
    assert browser.get("/").status_code == 303
    with stage.database.transaction() as store:
        assert sessions.purge(store) == 1


def test_a_page_that_asks_for_news_by_itself_is_nobody(
    app: Flask, stage: Stage
) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    for _ in range(5):
        stage.clock.forward(minutes=11)
        browser.get("/", headers={"If-None-Match": '"3"'})
    stage.clock.forward(minutes=5)
    assert browser.get("/").status_code == 303


def test_a_busy_browser_is_noted_every_five_minutes_only(
    app: Flask, stage: Stage
) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    browser.get("/")
    before = stage.database.commits
    for _ in range(4):
        stage.clock.forward(minutes=2)
        browser.get("/")
    assert stage.database.commits - before == 1


def test_signing_out_has_the_browser_drop_what_it_holds_of_the_pages(
    app: Flask, stage: Stage
) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    browser.get("/guest")
    answer = browser.post("/sign-out")
    # Never the cookies: a tablet's and those of the other faces are of the same origin.
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_deleting_the_row_signs_out_at_once(app: Flask, stage: Stage) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    with stage.database.transaction() as store:
        sessions.end_all_of(store, stage.id_of("Hana"))
    assert browser.get("/").status_code == 303


def test_a_closed_account_opens_nothing_more(app: Flask, stage: Stage) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    with stage.database.transaction() as store:
        account_closure.close(store, stage.id_of("Hana"), OPERATOR)
    assert browser.get("/").status_code == 303


def test_signing_out_leaves_no_way_back(app: Flask, stage: Stage) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    browser.get("/")
    cookie = browser.client.get_cookie(COOKIE)
    browser.post("/sign-out")
    assert cookie is not None
    browser.client.set_cookie(COOKIE, cookie.value)
    assert browser.get("/").status_code == 303


def test_a_cookie_of_one_face_means_nothing_to_another(stage: Stage) -> None:
    desk = sample_face.create_app(stage.settings, stage.database, name="desk")
    with stage.database.transaction() as store:
        cookie = sessions.open(
            store, "hosts", SessionData(member_id=stage.id_of("Hana"))
        )
    browser = Browser(desk)
    browser.client.set_cookie("__Host-lencana-desk", cookie)
    assert browser.get("/").status_code == 303


def test_what_nobody_declared_is_not_remembered(app: Flask) -> None:
    with app.test_request_context("/plain"), pytest.raises(UndeclaredKeyError):
        session["name"] = sample_face.CANARY
    assert Browser(app).get("/remember").status_code == 500


def test_a_kiosk_is_remembered_for_more_than_a_year(stage: Stage) -> None:
    assert SessionData(kiosk_id=1).lifetime.days == 400
    with stage.database.transaction() as store:
        cookie = sessions.open(
            store, "kiosk", SessionData(kiosk_id=stage.cast.kiosk.id)
        )
    stage.clock.forward(days=400)
    with stage.database.transaction() as store:
        assert sessions.find(store, "kiosk", cookie) is None
        assert sessions.purge(store) == 1
