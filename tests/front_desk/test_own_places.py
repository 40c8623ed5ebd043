"""Somebody at the desks of two sites: each asks for what it asks for, and a tab shows one of them."""

from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import Cast, SettableClock
from tests.front_desk.test_second_factor import PASSWORD, set_up, shown
from tests.visits.people.test_memberships import at_mitte
from tests.web.cast import Browser, signed_in
from visits.people import accounts, passwords, second_factors
from visits.store.database import Database
from visits.store.lobby import WatchEntry
from visits.store.people import Account, Member
from visits.store.sites import Site
from visits.vocabulary.actors import OPERATOR

DEWI, SWITCH = "dewi@example.com", "/account/membership"


@pytest.fixture
def at_other_desk(database: Database, cast: Cast) -> Member:
    """Dewi's place at Mitte, which asks its desk for a second factor."""
    with database.transaction() as store:
        store.get_one(Account, cast.dewi.id).password = passwords.hashed(PASSWORD)
        store.get_one(Site, cast.mitte.id).second_factor = True
        return accounts.enrol(store, at_mitte(cast, email=DEWI))


def switch(browser: Browser, member: Member) -> str:
    browser.get("/account")
    answer = browser.post(SWITCH, membership=member.public_id)
    assert answer.status_code == 303
    return str(answer.location)


def factor_elsewhere(
    front_desk: Flask, database: Database, cast: Cast, clock: SettableClock
) -> pyotp.TOTP:
    """It was set up in another browser, of which this one knows nothing."""
    return set_up(signed_in(front_desk, cast.dewi.id), database, cast, clock)[0]


def test_without_a_factor_the_other_desk_opens_once_it_is_set_up(
    dewi: Browser, at_other_desk: Member, cast: Cast
) -> None:
    assert switch(dewi, at_other_desk) == "/"
    assert "/second-factor" in dewi.get("/").location
    # The way back stays open.
    dewi.get("/second-factor")
    answer = dewi.post(SWITCH, membership=cast.dewi.public_id)
    assert answer.location == "/"
    assert "Senopati" in shown(dewi, "/")


def test_a_session_that_gave_no_factor_gives_it_before_the_other_desk_opens(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
) -> None:
    dewi = signed_in(front_desk, cast.dewi.id)
    app = factor_elsewhere(front_desk, database, cast, clock)
    # Another switch, or a renewed cookie, does not stand for the digits.
    assert switch(dewi, cast.dewi) == "/"

    assert switch(dewi, at_other_desk) == "/second-factor/digits?next=/"

    for path in ("/", "/account", "/devices"):
        assert "/sign-in" in dewi.get(path).location
    dewi.get("/second-factor/digits")
    assert dewi.post("/second-factor/digits", code="000000").status_code == 422
    dewi.post("/second-factor/digits", code=app.at(clock.now))
    assert "Mitte" in shown(dewi, "/")


def test_whose_form_leads_back_by_the_digits_is_not_told_to_look_at_it(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
) -> None:
    dewi = signed_in(front_desk, cast.dewi.id)
    switch(dewi, at_other_desk)
    dewi.get("/second-factor")
    form = {"csrf_token": dewi.token, "language": "id"}
    dewi.post(SWITCH, membership=cast.dewi.public_id)
    factor_elsewhere(front_desk, database, cast, clock)

    answer = dewi.post("/account/language", **form, back="yes")

    assert "/second-factor/digits" in answer.location
    assert "You are back" not in dewi.get("/second-factor/digits").text


def test_a_copy_made_without_the_factor_leaves_out_the_place_that_asks_for_it(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
) -> None:
    dewi = signed_in(front_desk, cast.dewi.id)
    assert other_place(dewi).keys() == {"company", "site", "left_out"}

    factor_elsewhere(front_desk, database, cast, clock)
    assert other_place(dewi).keys() == {"company", "site", "left_out"}

    with database.transaction() as store:
        store.get_one(Site, at_other_desk.site_id).second_factor = False
    assert other_place(dewi)["visits_remembered"] == 0


def other_place(browser: Browser) -> dict[str, Any]:
    """What the person's copy says of their other place."""
    browser.get("/account")
    [there] = browser.post("/account/exports").get_json()["other_places"]
    return dict(there)


def test_digits_that_were_given_count_for_the_session_and_no_other_factor(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
) -> None:
    app = factor_elsewhere(front_desk, database, cast, clock)
    dewi = Browser(front_desk)
    dewi.get("/sign-in")
    dewi.post("/sign-in", email=DEWI, password=PASSWORD)
    dewi.get("/second-factor/digits")
    dewi.post("/second-factor/digits", code=app.at(clock.now))
    assert switch(dewi, at_other_desk) == "/"
    assert switch(dewi, cast.dewi) == "/"

    with database.transaction() as store:
        second_factors.remove(store, cast.dewi.id, OPERATOR)
    clock.forward(minutes=1)
    factor_elsewhere(front_desk, database, cast, clock)

    assert switch(dewi, at_other_desk) == "/second-factor/digits?next=/"


def test_who_sets_it_up_in_this_browser_need_not_give_it_again(
    dewi: Browser,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
) -> None:
    set_up(dewi, database, cast, clock)
    assert switch(dewi, at_other_desk) == "/"
    assert "Mitte" in shown(dewi, "/")


def test_a_poll_of_another_tab_is_answered_with_the_site_it_is_of(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        there = accounts.enrol(store, at_mitte(cast, email=DEWI))
    before = dewi.get("/board").get_data(as_text=True)
    switch(dewi, there)
    after = dewi.get("/board").get_data(as_text=True)
    assert f'data-site="{cast.senopati.id}"' in before
    assert f'data-site="{cast.mitte.id}"' in after


def test_a_session_from_before_the_factor_gives_it_where_the_site_asks_for_it(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
) -> None:
    # Somebody who knows the password alone waits for the owner to set the factor up.
    waiting = signed_in(front_desk, at_other_desk.id)
    assert "/second-factor?" in waiting.get("/").location

    app = factor_elsewhere(front_desk, database, cast, clock)

    assert waiting.get("/").location == "/second-factor/digits?next=/"
    for path in ("/", "/second-factor/removal", "/account"):
        assert "/sign-in" in waiting.get(path).location
    waiting.get("/second-factor/digits")
    waiting.post("/second-factor/digits", code=app.at(clock.now))
    assert "Mitte" in shown(waiting, "/")


@pytest.mark.parametrize("path", ["/second-factor", "/second-factor/removal"])
def test_nothing_of_the_factor_is_changed_by_a_session_that_owes_it(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    at_other_desk: Member,
    path: str,
) -> None:
    waiting = signed_in(front_desk, at_other_desk.id)
    factor_elsewhere(front_desk, database, cast, clock)

    assert "/second-factor/digits" in waiting.get(path).location


@pytest.mark.parametrize(
    "path", ["/second-factor/removal", "/second-factor/recovery-codes"]
)
def test_where_no_site_asks_a_session_from_before_changes_the_factor_by_its_digits(
    front_desk: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    dewi: Browser,
    path: str,
) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.dewi.id).password = passwords.hashed(PASSWORD)
    factor_elsewhere(front_desk, database, cast, clock)
    dewi.get("/account")

    answer = dewi.post(path, password=PASSWORD, nonce="1" * 26)

    assert answer.location == "/second-factor/digits?next=/second-factor"
    with database.reading() as store:
        assert second_factors.is_on(store, cast.dewi.id)


def test_a_form_of_the_desk_left_behind_is_shown_again_at_its_own_site(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        there = accounts.enrol(store, at_mitte(cast, email=DEWI))
    dewi.get("/watch-list")
    typed = {
        "csrf_token": dewi.token,
        "contact": "mallory@example.org",
        "reason": "threat",
        "until": "2027-02-20",
    }
    switch(dewi, there)

    sent = dewi.post("/watch-list", **typed)
    assert sent.status_code == 400
    assert "This browser is at another place now" in sent.text
    assert 'name="contact" value="mallory@example.org"' in sent.text
    assert dewi.post("/watch-list", **typed, back="yes").status_code == 307
    again = dewi.post("/watch-list", **typed, back="yes")

    assert again.status_code == 422
    assert 'value="mallory@example.org"' in again.text
    assert "Watch list of" in again.text
    assert "Senopati" in again.text
    with database.reading() as store:
        assert store.exec(select(WatchEntry)).all() == []
