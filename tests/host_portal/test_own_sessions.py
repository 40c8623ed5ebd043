"""Where a member is signed in: they see each browser, and sign another one out by their password."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import col, select

from tests.cast import Cast, SettableClock
from tests.web.cast import Browser, signed_in
from visits.people import passwords
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import Account
from visits.vocabulary.audit import Act

PASSWORD = "three quiet lamps"
CHOICE = re.compile(r'name="session"[^>]*value="([0-9a-f]{32})"')


@pytest.fixture(autouse=True)
def _hana_has_a_password(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)


@pytest.fixture
def elsewhere(portal: Flask, cast: Cast) -> tuple[Browser, Browser]:
    """Two more browsers in which Hana has signed in."""
    return signed_in(portal, cast.hana.id), signed_in(portal, cast.hana.id)


def sessions_page(browser: Browser) -> str:
    return html.unescape(browser.get("/account/sessions").text)


def sign_out(browser: Browser, which: str, password: str = PASSWORD) -> int:
    browser.get("/account/sessions")
    answer = browser.post(
        "/account/sessions/revocation", session=which, password=password
    )
    return answer.status_code


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_every_browser_is_shown_with_since_when_and_when_it_was_used_last(
    portal: Flask, cast: Cast, clock: SettableClock
) -> None:
    at_home = signed_in(portal, cast.hana.id)
    clock.now += timedelta(minutes=40)
    at_home.get("/account")
    clock.now += timedelta(minutes=10)
    page = sessions_page(signed_in(portal, cast.hana.id))

    assert "Host portal, since Mon, 23 Nov, 09:30, last used Mon, 23 Nov, 10:10" in page
    assert "In this browser since Mon, 23 Nov, 10:20" in page
    assert len(CHOICE.findall(page)) == 1


def test_who_is_signed_in_nowhere_else_is_told_so(hana: Browser, raka: Browser) -> None:
    assert is_signed_in(raka)
    assert "You are signed in nowhere else." in sessions_page(hana)


def test_one_browser_is_signed_out_and_no_other(
    hana: Browser, elsewhere: tuple[Browser, Browser], database: Database
) -> None:
    before = CHOICE.findall(sessions_page(hana))
    assert sign_out(hana, before[0]) == 303

    assert len(CHOICE.findall(sessions_page(hana))) == 1
    assert sorted(is_signed_in(one) for one in elsewhere) == [False, True]
    with database.reading() as store:
        of_sign_outs = col(AuditEntry.act) == Act.SIGNED_OUT
        assert len(store.exec(select(AuditEntry).where(of_sign_outs)).all()) == 1
    assert sign_out(hana, before[0]) == 303, "it has ended already"
    assert sorted(is_signed_in(one) for one in elsewhere) == [False, True]


def test_all_others_are_signed_out_at_once(
    hana: Browser, elsewhere: tuple[Browser, Browser]
) -> None:
    assert sign_out(hana, "all") == 303
    assert [is_signed_in(one) for one in elsewhere] == [False, False]
    assert "Nobody is signed in as you there any more." in sessions_page(hana)


@pytest.mark.parametrize("password", ["", "four loud kettles", "x" * 300])
def test_without_the_password_nobody_is_signed_out(
    hana: Browser, elsewhere: tuple[Browser, Browser], password: str
) -> None:
    assert sign_out(hana, "all", password) == 422
    assert all(is_signed_in(one) for one in elsewhere)


def test_another_members_browser_is_not_signed_out(
    hana: Browser,
    raka: Browser,
    elsewhere: tuple[Browser, Browser],
    cast: Cast,
    portal: Flask,
) -> None:
    signed_in(portal, cast.raka.id)
    (of_raka,) = CHOICE.findall(sessions_page(raka))
    assert sign_out(hana, of_raka) == 303
    assert is_signed_in(raka)
    assert len(CHOICE.findall(sessions_page(raka))) == 1
    assert all(is_signed_in(one) for one in elsewhere)
