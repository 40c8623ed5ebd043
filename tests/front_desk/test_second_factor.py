"""The second factor in the browser: offered, set up, asked for, required, taken away."""

import html
import re

import pyotp
import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import Cast, SettableClock
from tests.web.cast import Browser
from visits.people import (
    credentials,
    password_resets,
    passwords,
    second_factors,
    welcome_links,
)
from visits.people.password_resets import ResetOrigin
from visits.store.database import Database
from visits.store.people import Account, PasswordReset
from visits.store.sites import Site
from visits.vocabulary.sessions import FaceName

PASSWORD = "three quiet lamps"
Factor = tuple[pyotp.TOTP, list[str]]
CODE = re.compile(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>")


@pytest.fixture(autouse=True)
def _dewi_has_a_password(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.dewi.id).password = passwords.hashed(PASSWORD)


def shown(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def app_of(database: Database, cast: Cast) -> pyotp.TOTP:
    """The app on Dewi's phone, once it has scanned the code."""
    with database.reading() as store:
        return pyotp.TOTP(second_factors.secret(store, cast.dewi.id))


def set_up(
    dewi: Browser, database: Database, cast: Cast, clock: SettableClock
) -> Factor:
    shown(dewi, "/second-factor")
    assert dewi.post("/second-factor").status_code == 303
    shown(dewi, "/second-factor")
    app = app_of(database, cast)
    answer = dewi.post("/second-factor/confirmation", code=app.at(clock.now))
    assert answer.status_code == 201
    clock.forward(minutes=2)
    return app, CODE.findall(answer.get_data(as_text=True))


@pytest.fixture
def factor(
    dewi: Browser, database: Database, cast: Cast, clock: SettableClock
) -> Factor:
    """Dewi's app and her recovery codes."""
    return set_up(dewi, database, cast, clock)


def at_the_door(front_desk: Flask) -> Browser:
    """A browser in which Dewi has typed the right password."""
    browser = Browser(front_desk)
    browser.get("/sign-in?next=/devices")
    answer = browser.post(
        "/sign-in", email="dewi@example.com", password=PASSWORD, next="/devices"
    )
    assert (answer.status_code, answer.location) == (
        303,
        "/second-factor/digits?next=/devices",
    )
    shown(browser, answer.location or "")
    return browser


def test_the_password_alone_opens_nothing_any_more(
    factor: Factor, front_desk: Flask, clock: SettableClock
) -> None:
    app, codes = factor
    assert len(codes) == 10
    browser = at_the_door(front_desk)
    for path in ("/", "/account", "/second-factor", "/second-factor/secret.png"):
        assert browser.get(path).status_code == 303
    wrong = browser.post("/second-factor/digits", code="000000", next="/devices")
    assert wrong.status_code == 422
    assert "Those are not the digits of now" in html.unescape(wrong.text)

    right = browser.post(
        "/second-factor/digits", code=app.at(clock.now), next="/devices"
    )
    assert (right.status_code, right.location) == (303, "/devices")
    assert browser.get("/devices").status_code == 200


def test_a_recovery_code_stands_in_for_a_lost_phone(
    factor: Factor, front_desk: Flask, dewi: Browser
) -> None:
    _, codes = factor
    for code, status in ((codes[0], 303), (codes[0], 422), (codes[1], 303)):
        browser = at_the_door(front_desk)
        assert browser.post("/second-factor/digits", code=code).status_code == status
    assert "Recovery codes left: 8" in shown(dewi, "/second-factor")


def test_the_right_password_is_forgotten_after_ten_minutes(
    factor: Factor, front_desk: Flask, clock: SettableClock
) -> None:
    app, _ = factor
    browser = at_the_door(front_desk)
    clock.forward(minutes=10)
    answer = browser.post("/second-factor/digits", code=app.at(clock.now))
    assert answer.status_code == 400
    assert browser.get("/second-factor/digits").status_code == 303


def test_another_password_ends_a_sign_in_that_waits_for_the_digits(
    factor: Factor,
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
) -> None:
    app, _ = factor
    browser = at_the_door(front_desk)
    with database.transaction() as store:
        another = passwords.hashed("seven loud bells")
        credentials.set_password(store, cast.dewi.id, another, FaceName.DESK)

    answer = browser.post("/second-factor/digits", code=app.at(clock.now))

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert browser.get("/").status_code == 303


def test_digits_cannot_be_guessed_for_long(
    factor: Factor, front_desk: Flask, clock: SettableClock
) -> None:
    app, _ = factor
    browser = at_the_door(front_desk)
    for _ in range(5):
        browser.post("/second-factor/digits", code="000000")
    answer = browser.post("/second-factor/digits", code=app.at(clock.now))
    assert answer.status_code == 422
    assert "too often" in html.unescape(answer.text)


def test_whoever_has_typed_no_password_is_asked_for_no_digits(
    front_desk: Flask,
) -> None:
    browser = Browser(front_desk)
    browser.get("/sign-in")
    assert browser.get("/second-factor/digits").location == "/sign-in"
    answer = browser.post("/second-factor/digits", code="000000")
    assert answer.location == "/sign-in"


def test_a_new_member_of_the_desk_is_offered_it_and_may_wait(
    front_desk: Flask, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        welcome_links.send(store, cast.dewi.id)
        link = welcome_links.welcome_link(store, cast.dewi.id)
    browser = Browser(front_desk)
    browser.get(f"/welcome/{link}")
    answer = browser.post(f"/welcome/{link}", password="four loud kettles")
    assert answer.location == "/second-factor?next=/"
    page = shown(browser, answer.location or "")
    assert "Keep your account to yourself" in page
    assert '<a class="btn btn-bare" href="/">Later</a>' in page
    assert browser.get("/").status_code == 200


def test_a_forgotten_password_is_no_way_around_it(
    front_desk: Flask, database: Database, factor: Factor, clock: SettableClock
) -> None:
    origin = ResetOrigin(FaceName.DESK, "192.0.2.1")
    with database.transaction() as store:
        password_resets.ask(store, "dewi@example.com", origin)
        reset = store.exec(select(PasswordReset)).one()
        link = f"/welcome/{password_resets.link(store, reset.digest)}"
    browser = Browser(front_desk)
    browser.get(link)
    answer = browser.post(link, password="four loud kettles")
    assert answer.location == "/second-factor/digits?next=/"
    assert browser.get("/").status_code == 303
    shown(browser, answer.location or "")
    clock.forward(minutes=1)
    answer = browser.post("/second-factor/digits", code=factor[0].at(clock.now))
    assert (answer.location, browser.get("/").status_code) == ("/", 200)


def test_where_the_site_asks_for_it_nothing_else_opens_before(
    dewi: Browser, database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).second_factor = True
    for path in ("/", "/devices", "/account"):
        assert dewi.get(path).location == f"/second-factor?next={path}"
    assert "Later" not in shown(dewi, "/second-factor")
    set_up(dewi, database, cast, clock)
    assert dewi.get("/").status_code == 200


@pytest.mark.usefixtures("factor")
def test_it_is_turned_off_with_the_password_only(
    front_desk: Flask, dewi: Browser
) -> None:
    shown(dewi, "/second-factor/removal")
    answer = dewi.post("/second-factor/removal", password="another one of theirs")
    assert answer.status_code == 422
    answer = dewi.post("/second-factor/removal", password=PASSWORD)
    assert answer.location == "/account"
    assert "your password only" in shown(dewi, "/account")
    browser = Browser(front_desk)
    browser.get("/sign-in")
    answer = browser.post("/sign-in", email="dewi@example.com", password=PASSWORD)
    assert answer.location == "/"


def test_the_secret_is_shown_until_it_counts_and_never_after(
    dewi: Browser, database: Database, cast: Cast, clock: SettableClock
) -> None:
    assert dewi.get("/second-factor/secret.png").status_code == 404
    shown(dewi, "/second-factor")
    dewi.post("/second-factor")
    secret = app_of(database, cast).secret
    assert secret[:4] in shown(dewi, "/second-factor")
    assert dewi.client.get("/second-factor/secret.png").mimetype == "image/png"
    shown(dewi, "/second-factor")
    dewi.post("/second-factor/confirmation", code=app_of(database, cast).at(clock.now))
    assert secret[:4] not in shown(dewi, "/second-factor")
    assert dewi.get("/second-factor/secret.png").status_code == 404


def test_other_recovery_codes_need_the_password(factor: Factor, dewi: Browser) -> None:
    _, codes = factor
    shown(dewi, "/second-factor/recovery-codes")
    refused = dewi.post("/second-factor/recovery-codes", password="not it at all")
    assert refused.status_code == 422
    made = dewi.post("/second-factor/recovery-codes", password=PASSWORD)
    assert made.status_code == 201
    assert not set(CODE.findall(made.text)) & set(codes)
