"""The watch list at the desk: two of it put an address there, and decide when its guest comes."""

import html
import re

import pytest
from flask import Flask
from sqlmodel import col, select

from tests import cast as casting
from tests.cast import (
    EMAIL,
    PHONE,
    Cast,
    Invite,
    SettableClock,
    colleague,
    watch,
)
from tests.web.cast import Browser, signed_in
from visits import visit_state
from visits.rights import requests, restricting
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.lobby import WatchEntry
from visits.visit_state import Stage
from visits.vocabulary.actors import GUEST_BY_LINK
from visits.vocabulary.audit import Act

PROPOSED = {"contact": EMAIL, "reason": "threat", "until": "2027-02-20"}


@pytest.fixture
def sari(front_desk: Flask, database: Database, cast: Cast) -> Browser:
    """At the desk of Senopati, beside Dewi."""
    return signed_in(front_desk, colleague(database, cast).id)


def shown(browser: Browser, path: str = "/watch-list") -> str:
    return html.unescape(browser.get(path).text)


def sent(browser: Browser, path: str, **typed: str) -> str:
    """Send a form; return the page that says why it was not taken, or what was found."""
    browser.get("/watch-list")
    answer = browser.post(path, **typed)
    return "" if answer.status_code == 303 else html.unescape(answer.text)


def entries(database: Database) -> list[WatchEntry]:
    with database.reading() as store:
        return list(store.exec(select(WatchEntry)))


def test_an_empty_list_says_what_it_is_for(dewi: Browser) -> None:
    page = shown(dewi)

    assert "Nobody is on the list. It is for people who must not come in" in page
    assert 'aria-current="page">Watch list' in page


def test_two_of_the_desk_put_an_address_on_the_list_that_no_page_shows(
    dewi: Browser, sari: Browser, database: Database
) -> None:
    assert sent(dewi, "/watch-list", **PROPOSED) == ""
    assert "Threatened or hurt somebody" in (of_dewi := shown(dewi))
    assert "once a colleague has chosen “Confirm or decline…” on this list" in of_dewi
    assert ">Confirm or decline…<" not in of_dewi
    assert ">Confirm or decline…<" in shown(sari)
    [entry] = entries(database)
    place = f"/watch-list/{entry.public_id}"

    other = sent(sari, f"{place}/confirmation", contact="other@example.org")
    assert "This is not the address of this entry." in other
    assert sent(sari, f"{place}/confirmation", contact=EMAIL.upper()) == ""

    page = shown(sari)
    assert "On the list from now on." in page
    assert re.search("Proposed by.*Dewi Lestari.*Confirmed by.*Sari Wulan", page)
    assert "until Sat, 20 Feb 2027" in page
    assert EMAIL not in page + of_dewi + shown(sari, place)


def test_who_proposes_what_a_colleague_has_is_told_where_to_confirm_it(
    dewi: Browser, sari: Browser, database: Database
) -> None:
    sent(dewi, "/watch-list", **PROPOSED)

    page = sent(sari, "/watch-list", **PROPOSED | {"reason": "barred"})

    assert "A colleague has proposed this address. Choose “Confirm or decline…”" in page
    assert len(entries(database)) == 1


def test_nobody_confirms_what_they_proposed(dewi: Browser, database: Database) -> None:
    sent(dewi, "/watch-list", **PROPOSED)
    [entry] = entries(database)

    page = sent(dewi, f"/watch-list/{entry.public_id}/confirmation", contact=EMAIL)

    assert "Somebody else of the front desk confirms what you have proposed." in page
    assert [entry.confirmed_at for entry in entries(database)] == [None]


def test_a_proposal_is_declined_and_an_entry_taken_off(
    dewi: Browser, sari: Browser, database: Database, cast: Cast
) -> None:
    sent(dewi, "/watch-list", **PROPOSED)
    [entry] = entries(database)
    assert "Decline it" in shown(sari, f"/watch-list/{entry.public_id}")
    assert sent(sari, f"/watch-list/{entry.public_id}/decline") == ""
    assert entries(database) == []

    entry = watch(database, cast)
    place = f"/watch-list/{entry.public_id}"
    assert "Type whose entry it is" in shown(dewi, place)
    for wrong in ("decline", "end"):
        page = sent(dewi, f"{place}/{wrong}", contact="other@example.org")
        assert "This is not the address of this entry." in page
    assert sent(dewi, f"{place}/end", contact=EMAIL) == ""

    assert "Off the list. Nothing of it is kept." in shown(dewi)
    assert entries(database) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"contact": ""}, "Type an e\u2011mail address or a phone number."),
        ({"contact": "Gita"}, "Give an e\u2011mail address, such as gita@example.com"),
        ({"reason": "unpaid"}, "Choose one from the list."),
        ({"until": ""}, "Choose a day."),
        ({"until": "2026-11-22"}, "Choose a day to come, at most a year"),
        ({"until": "2027-11-23"}, "Choose a day to come, at most a year"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    dewi: Browser, database: Database, typed: dict[str, str], said: str
) -> None:
    assert said in sent(dewi, "/watch-list", **PROPOSED | typed)
    assert entries(database) == []


def test_whether_an_address_is_on_the_list_is_said_twenty_times_an_hour(
    dewi: Browser, database: Database, cast: Cast
) -> None:
    watch(database, cast)

    found = sent(dewi, "/watch-list/check", contact=f" {EMAIL} ")
    assert "On the list until Sat, 20 Feb 2027: Barred from the site" in found
    for _ in range(19):
        assert "Not on the list." in sent(dewi, "/watch-list/check", contact=PHONE)
    assert EMAIL not in found

    assert "Not on the list." not in sent(dewi, "/watch-list/check", contact=PHONE)


def test_no_form_says_unlogged_whether_an_address_is_on_the_list(
    dewi: Browser, sari: Browser, database: Database, cast: Cast, clock: SettableClock
) -> None:
    clock.forward(days=-1)
    entry = watch(database, cast)
    place = f"/watch-list/{entry.public_id}/confirmation"
    clock.forward(days=1)

    # A year from today is refused to what is on the list since yesterday, and to nothing else.
    longest = PROPOSED | {"until": "2027-11-23"}
    assert "at most a year" in sent(dewi, "/watch-list", **longest)
    assert "not the address" in sent(sari, place, contact="other@example.org")

    with database.reading() as store:
        checked = select(AuditEntry).where(col(AuditEntry.act) == Act.WATCH_CHECKED)
        by = [one.actor_id for one in store.exec(checked.order_by(col(AuditEntry.id)))]
    assert by == [cast.dewi.id, colleague(database, cast).id]


def test_another_sites_desk_sees_and_does_nothing(
    dieter: Browser, database: Database, cast: Cast
) -> None:
    entry = watch(database, cast)
    place = f"/watch-list/{entry.public_id}"

    assert "Barred" not in shown(dieter).partition("Put somebody")[0]
    assert dieter.get(place).status_code == 404
    assert dieter.post(f"{place}/confirmation", contact=EMAIL).status_code == 404
    dieter.post(f"{place}/end", contact=EMAIL)
    dieter.post(f"{place}/decline")
    assert len(entries(database)) == 1


def test_a_host_has_no_watch_list(front_desk: Flask, cast: Cast) -> None:
    hana = signed_in(front_desk, cast.hana.id)

    assert hana.get("/watch-list").status_code == 403


def test_the_board_says_why_and_lets_the_desk_decide(
    dewi: Browser, database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    casting.scan(database, cast.kiosk, visit)

    board = shown(dewi, "/board")
    assert "is on the watch list: Barred from the site" in board
    assert 'data-announce="Waiting: Gita Pramesti is on the watch list' in board
    place = f"/visits/{visit.public_id}"
    assert f'action="{place}/arrival"' not in board
    assert f'action="{place}/watched-arrival"' in board
    assert f'href="{place}#refusal"' in board

    undecided = dewi.post(f"{place}/arrival")
    assert undecided.status_code == 422
    assert "this guest is on the watch list" in html.unescape(undecided.text)
    assert "On the watch list: Barred from the site" in html.unescape(undecided.text)
    assert casting.stage(database, visit) is Stage.EXPECTED

    assert dewi.post(f"{place}/watched-arrival").status_code == 303
    assert casting.stage(database, visit) is Stage.ON_SITE


def test_the_card_stays_until_somebody_decides_or_the_guest_is_gone(
    dewi: Browser, database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    casting.scan(database, cast.kiosk, visit)

    waiting = shown(dewi, "/board").partition('id="expected"')[0]
    assert "Taken care of" not in waiting
    assert 'data-done="Went away: Gita Pramesti"' in waiting
    [gone] = re.findall(r'action="(/waits/\w+/settlement)"', waiting)
    dewi.post(gone)

    waiting, _, others = shown(dewi, "/board").partition('id="expected"')
    assert "Gita Pramesti" not in waiting
    assert "Gita Pramesti" in others
    assert casting.stage(database, visit) is Stage.EXPECTED


def test_somebody_who_asks_in_person_hears_of_an_entry(
    dewi: Browser, database: Database, cast: Cast
) -> None:
    watch(database, cast)
    dewi.get("/requests/new")

    noted = dewi.post("/requests", kind="access", contact=EMAIL).location

    assert "Their address is on the watch list until Sat, 20 Feb" in shown(dewi, noted)


def test_somebody_who_asks_in_person_hears_that_a_proposal_does_not_count(
    dewi: Browser,
) -> None:
    sent(dewi, "/watch-list", **PROPOSED)
    dewi.get("/requests/new")

    noted = dewi.post("/requests", kind="access", contact=EMAIL).location

    assert "proposed for the watch list, and does not count yet" in shown(dewi, noted)


def test_a_guest_who_objects_on_their_page_is_answered_about_the_entry_too(
    dewi: Browser, database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    with database.transaction() as store:
        restricting.object_to(store, visit_state.of(store, visit.id), GUEST_BY_LINK)
        [due] = requests.waiting(store, cast.senopati.id)

    page = shown(dewi, f"/requests/{due.request.public_id}")

    assert "Their address is on the watch list until Sat, 20 Feb" in page
