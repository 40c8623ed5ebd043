"""Devices on which the second factor is not asked for: in the browser, in both faces."""

import html
import re
from dataclasses import dataclass

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from front_desk import app as desk_app
from host_portal import app as portal_app
from tests.cast import SettableClock
from tests.web.cast import Browser, Stage, face_of
from visits.people import passwords, second_factors
from visits.store.people import Account

PASSWORD, ANOTHER = "three quiet lamps", "four loud kettles"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"
FACES = {
    "desk": (desk_app.create_app, "dewi@example.com", "Dewi"),
    "hosts": (portal_app.create_app, "hana@example.com", "Hana"),
}


@dataclass
class Door:
    """A face, and a member of it with a password and an authenticator app."""

    app: Flask
    name: str
    email: str
    totp: pyotp.TOTP
    clock: SettableClock

    def password(self, browser: Browser, password: str = PASSWORD) -> TestResponse:
        browser.get("/sign-in")
        return browser.post("/sign-in", email=self.email, password=password)

    def digits(self, browser: Browser, **ticked: str) -> TestResponse:
        self.clock.forward(minutes=2)
        browser.get("/second-factor/digits")
        code = self.totp.at(self.clock.now)
        return browser.post("/second-factor/digits", code=code, **ticked)

    def remembered(self) -> Browser:
        """A browser in which the member is signed in, and asked to be remembered."""
        browser = Browser(self.app)
        browser.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
        assert self.password(browser).location == "/second-factor/digits?next=/"
        assert self.digits(browser, remember="y").location == "/"
        return browser

    def is_asked_for_digits(self, browser: Browser) -> bool:
        """Sign out, and say whether the right password is not enough."""
        browser.get("/account")
        browser.post("/sign-out")
        return "digits" in str(self.password(browser).location)


@pytest.fixture(params=FACES)
def door(request: pytest.FixtureRequest, stage: Stage) -> Door:
    create, email, who = FACES[request.param]
    member_id = stage.id_of(who)
    with stage.database.transaction() as store:
        store.get_one(Account, member_id).password = passwords.hashed(PASSWORD)
        second_factors.begin(store, member_id)
        totp = pyotp.TOTP(second_factors.secret(store, member_id))
        second_factors.confirm(store, member_id, totp.at(store.now))
    app = face_of(create, stage.settings, stage.database)
    return Door(app, request.param, email, totp, stage.clock)


def test_a_remembered_device_asks_for_the_password_only(door: Door) -> None:
    browser = door.remembered()
    assert not door.is_asked_for_digits(browser)
    assert browser.get("/account").status_code == 200
    assert door.is_asked_for_digits(Browser(door.app))
    door.clock.forward(days=30)
    assert door.is_asked_for_digits(browser)


def test_whoever_does_not_tick_it_is_asked_again(door: Door) -> None:
    browser = Browser(door.app)
    door.password(browser)
    answer = door.digits(browser)
    assert "remembered" not in str(answer.headers.getlist("Set-Cookie"))
    assert door.is_asked_for_digits(browser)


def test_a_wrong_password_is_wrong_there_too(door: Door) -> None:
    browser = door.remembered()
    browser.get("/account")
    browser.post("/sign-out")
    assert door.password(browser, ANOTHER).status_code == 422


def test_wrong_digits_remember_nothing(door: Door) -> None:
    browser = Browser(door.app)
    door.password(browser)
    browser.get("/second-factor/digits")
    answer = browser.post("/second-factor/digits", code="000000", remember="y")
    assert answer.status_code == 422
    assert "checked" in answer.text
    assert "remembered" not in str(answer.headers.getlist("Set-Cookie"))


def test_the_cookie_is_for_this_host_and_no_script(door: Door) -> None:
    browser = Browser(door.app)
    door.password(browser)
    sent = door.digits(browser, remember="y").headers.getlist("Set-Cookie")
    [cookie] = [one for one in sent if "remembered" in one]
    assert re.match(rf"__Host-lencana-{door.name}-remembered=[\w-]{{43}};", cookie)
    said = set(cookie.split("; ")[1:])
    month = f"Max-Age={30 * 24 * 60 * 60}"
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/", month} <= said


@pytest.mark.parametrize("forged", ["x", ".", "a.b.c.d.e.f.g.h.i.j", "x" * 3000])
def test_a_forged_cookie_is_answered_as_none_is(door: Door, forged: str) -> None:
    plain, browser = Browser(door.app), Browser(door.app)
    name = f"__Host-lencana-{door.name}-remembered"
    browser.client.set_cookie(name, forged)
    answers = [door.password(one) for one in (plain, browser)]
    first, second = [(one.status_code, one.location, one.text) for one in answers]
    assert first == second


def test_members_who_share_a_computer_are_remembered_each_alone(door: Door) -> None:
    browser = door.remembered()
    name = f"__Host-lencana-{door.name}-remembered"
    theirs = browser.client.get_cookie(name)
    assert theirs is not None
    # Somebody else's stands before it, whose cookie is another.
    browser.client.set_cookie(name, f"{'z' * 43}.{theirs.value}")
    assert not door.is_asked_for_digits(browser)


def test_the_list_names_it_coarsely_and_forgets_it(door: Door) -> None:
    browser, second = door.remembered(), door.remembered()
    shown = html.unescape(browser.get("/second-factor").text)
    assert shown.count("Firefox on Android") == 2
    # As a word: a device's random id may hold these digits.
    assert not re.search(r"\b132\b", shown)
    assert "Firefox on Android" in html.unescape(browser.get("/account").text)
    names = re.findall(r'name="device" value="(\w+)"', shown)
    assert (len(names), names[-1]) == (3, "all")
    browser.get("/second-factor")
    # The newest first, which is the second one's.
    assert browser.post("/second-factor/devices", device=names[0]).status_code == 303
    assert door.is_asked_for_digits(second)
    assert not door.is_asked_for_digits(browser)
    browser.get("/second-factor")
    browser.post("/second-factor/devices", device="all")
    assert "No device is remembered" in html.unescape(
        browser.get("/second-factor").text
    )
    assert door.is_asked_for_digits(browser)


def test_a_forgetting_that_names_nothing_does_nothing(door: Door) -> None:
    browser = door.remembered()
    browser.get("/second-factor")
    assert browser.post("/second-factor/devices").status_code == 422
    assert not door.is_asked_for_digits(browser)


def test_another_password_asks_for_the_digits_again(door: Door) -> None:
    browser = door.remembered()
    browser.get("/account/password")
    changed = browser.post("/account/password", present=PASSWORD, password=ANOTHER)
    assert changed.location == "/account"
    browser.get("/account")
    browser.post("/sign-out")
    answer = door.password(browser, ANOTHER)
    assert answer.location == "/second-factor/digits?next=/"
