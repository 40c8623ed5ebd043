"""The guest log at the desk: asked for with a reason, shown without a contact, saved without a formula."""

import csv
from collections.abc import Iterator
from http import HTTPStatus
from io import StringIO

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, expect

from front_desk import guest_log
from tests.cast import EMAIL, Cast, SettableClock
from tests.front_desk.conftest import Arrive
from tests.front_desk.open_board import board_of, browser_of_dewi, served
from tests.journeys.axe import complaints
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.audit.access_log import AccessLog
from visits.lobby import arrivals, departures
from visits.store.database import Database
from visits.vocabulary.policy import Purpose
from web.face import FaceSettings

ASKED = {"reason": "identify", "first": "2026-11-17", "last": "2026-11-23"}
IS_WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    with browser_of_dewi(playwright) as opened:
        yield opened


def ask(browser: Browser, path: str = "/log", **typed: str) -> str:
    browser.get("/log")
    answer = browser.post(path, **ASKED | {"search": ""} | typed)
    return answer.get_data(as_text=True)


def test_a_search_needs_a_reason_and_days_in_their_order(
    dewi: Browser, arrive: Arrive
) -> None:
    arrive()
    page = ask(dewi, reason="")
    check_page(page)
    assert "Choose one from the list." in page
    assert "Gita" not in page
    page = ask(dewi, first="2026-11-24")
    assert "Choose a last day that is not before the first." in page
    assert "Gita" not in ask(dewi, "/log/file", reason="")


def test_a_guest_of_the_site_is_found_and_another_site_s_is_not(
    dewi: Browser, dieter: Browser, arrive: Arrive
) -> None:
    arrive()
    page = ask(dewi, search="prames")
    check_page(page)
    assert "Gita Pramesti" in page
    assert "Hana Wijaya" in page
    assert EMAIL not in page
    assert "Nobody is found" in ask(dieter, search="prames")
    assert "Nobody is found" in ask(dewi, search="rina")


def test_the_reason_that_was_chosen_is_why_the_name_was_read(
    dewi: Browser, arrive: Arrive, access_log: AccessLog
) -> None:
    arrive()
    access_log.waiting.clear()
    for path, reason in (("/log", "protect"), ("/log/file", "comply")):
        assert "Gita Pramesti" in ask(dewi, path, reason=reason)
    purposes = [told.asking.purpose for _, told in access_log.waiting]
    assert purposes == [Purpose.PROTECT, Purpose.COMPLY]


def test_what_is_typed_comes_back_in_no_address(dewi: Browser) -> None:
    assert dewi.get("/log?search=Gita&reason=identify").text.count("Gita") == 0


def test_the_file_has_no_contact_and_no_formula(dewi: Browser, arrive: Arrive) -> None:
    arrive()
    arrive(name="\N{FULLWIDTH EQUALS SIGN}HYPERLINK Budi")
    written = ask(dewi, "/log/file")
    assert written.startswith("\ufeff")
    heading, *rows = csv.reader(StringIO(written.removeprefix("\ufeff")))
    assert heading[0] == "Name"
    (gita,) = [row for row in rows if row[0] == "Gita Pramesti"]
    assert gita[1:] == [
        "Hana Wijaya",
        "Langit Studio",
        "Meeting",
        "2026-11-23 10:00",
        "2026-11-23 11:00",
        "2026-11-23 09:30",
        "",
        "Came",
    ]
    assert not [
        cell
        for row in rows
        for cell in row
        if cell.startswith(("=", "\N{FULLWIDTH EQUALS SIGN}", "+", "@"))
    ]
    assert EMAIL not in written


def test_each_stay_of_a_guest_who_came_back_is_shown(
    dewi: Browser, arrive: Arrive, cast: Cast, database: Database, clock: SettableClock
) -> None:
    place = cast.senopati.id, arrive().public_id, cast.dewi.id
    for at, change in (
        ("09:40", departures.check_out),
        ("09:50", arrivals.let_back_in),
        ("10:00", departures.check_out),
    ):
        clock.at(f"2026-11-23 {at}")
        with database.transaction() as store:
            change(store, *place)
    page = " ".join(ask(dewi).split())
    assert "in 09:30 · out 09:40 · in 09:50 · out 10:00" in page
    *_, row = csv.reader(StringIO(ask(dewi, "/log/file")))
    assert row[6] == "2026-11-23 09:30, 2026-11-23 09:50"
    assert row[7] == "2026-11-23 09:40, 2026-11-23 10:00"


def test_a_semicolon_in_a_name_begins_no_cell(dewi: Browser, arrive: Arrive) -> None:
    """Excel divides a line there where decimals have a comma, as in Indonesia."""
    arrive(name="Budi;=1+1")
    written = ask(dewi, "/log/file")
    rows = csv.reader(StringIO(written.removeprefix("\ufeff")), delimiter=";")
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_a_file_of_the_newest_only_says_so(
    dewi: Browser, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive()
    assert "There are more" not in ask(dewi, "/log/file")
    monkeypatch.setattr(guest_log, "MOST_LOOKED_AT", 1)
    arrive(name="Budi Santoso")
    assert ask(dewi, "/log/file").count("There are more: these are the newest.") == 1


def test_the_log_is_open_to_everybody_on_a_phone_too(
    chromium: Chromium,
    database: Database,
    settings: FaceSettings,
    cast: Cast,
    arrive: Arrive,
) -> None:
    arrive()
    with (
        served(database, settings) as address,
        board_of(chromium, address, database, cast.dewi.id) as page,
    ):
        page.get_by_role("link", name="Log", exact=True).click()
        page.get_by_label("An incident").check()
        page.get_by_label("Part of the name").fill("gita")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Found")).to_be_visible()
        assert complaints(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert not page.evaluate(IS_WIDER)
        assert complaints(page) == []


@pytest.mark.parametrize("typed", [{"first": "0001-01-01"}, {"last": "9999-12-31"}])
def test_a_day_of_no_calendar_is_refused_at_its_field(
    dewi: Browser, arrive: Arrive, typed: dict[str, str]
) -> None:
    arrive()
    dewi.get("/log")
    answer = dewi.post("/log", **ASKED | {"search": ""} | typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose a day" in answer.get_data(as_text=True)
