"""Arrivals in numbers, as the desk sees them: without a name, and without colour."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright, expect

from tests.cast import Cast
from tests.front_desk.conftest import Arrive
from tests.front_desk.open_board import board_of, browser_of_dewi, served
from tests.journeys.axe import complaints
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.store.database import Database
from web.face import FaceSettings

NAMES = ("Gita", "Budi", "Citra", "Dian", "Eka")
IS_WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    with browser_of_dewi(playwright) as opened:
        yield opened


@pytest.fixture
def page(
    chromium: Chromium, database: Database, settings: FaceSettings, cast: Cast
) -> Iterator[Page]:
    with (
        served(database, settings) as address,
        board_of(chromium, address, database, cast.dewi.id) as opened,
    ):
        yield opened


def test_a_site_without_guests_is_told_what_will_stand_there(dewi: Browser) -> None:
    shown = dewi.get("/arrivals").text
    check_page(shown)
    assert "as soon as 5 guests come" in shown
    assert "<table" not in shown


def test_the_numbers_name_nobody(dewi: Browser, arrive: Arrive) -> None:
    for name in NAMES:
        arrive(name)
    shown = dewi.get("/arrivals").text
    check_page(shown)
    assert '<th scope="row">09:00</th><td>5</td>' in shown
    assert not [name for name in NAMES if name in shown]


@pytest.mark.parametrize("language", ["English", "Bahasa Indonesia", "العربية"])
def test_they_are_open_to_everybody_on_a_phone_too(
    page: Page, arrive: Arrive, language: str
) -> None:
    for name in NAMES:
        arrive(name)
    page.get_by_role("button", name=language).click()
    page.locator("nav a[href='/arrivals']").click()
    expect(page.get_by_role("rowheader").first).to_be_visible()
    assert complaints(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate(IS_WIDER)
    assert complaints(page) == []
