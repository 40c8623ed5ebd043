"""A watch list: two of the desk put a guest on it, who scans, waits like others, and is refused."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.axe import complaints
from tests.journeys.codes import read_code
from tests.journeys.inbox import pictures_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import (
    COMPANY,
    SITE,
    Plan,
    invite,
    join,
    type_the_sent_digits,
)
from tests.journeys.test_refused_at_the_door import (
    SEE_DESK,
    hold_before_the_hand_scanner,
    waiting,
)

LISTED = Plan(name="Joko Susanto", email="joko@guest.example")
OTHER = Plan(name="Kirana Putri", email="kirana@guest.example")
MEGA = "mega@menara.example"
SIZES: list[ViewportSize] = [
    {"width": 360, "height": 740},
    {"width": 820, "height": 1180},
    {"width": 1366, "height": 768},
]


@pytest.fixture
def mega(lobby: Lobby, browser_of_all: Browser, watch: Watch) -> Iterator[Page]:
    """A second person of the desk, at her own computer."""
    words = {"--name": "Mega Paramita", "--email": MEGA, "--site": SITE}
    more = {"--company": COMPANY, "--role": "desk"}
    given = [word for pair in (words | more).items() for word in pair]
    lobby.command("member", "add", *given)
    context = watch.context(browser_of_all, viewport=SIZES[0])
    page = context.new_page()
    join(page, lobby.inbox.newest(MEGA, "/desk/welcome/"))
    yield page
    context.close()


def put_on_the_list(desk: Page, mega: Page, lobby: Lobby) -> None:
    """Dewi proposes the address, and Mega types it again."""
    desk.get_by_role("link", name="Watch list").click()
    expect(desk.get_by_text("Nobody is on the list.")).to_be_visible()
    assert complaints(desk) == []
    desk.locator("#proposed").fill(LISTED.email)
    desk.get_by_label("Threatened or hurt somebody").check()
    desk.get_by_role("button", name="Propose it").click()
    expect(desk.get_by_text("does not count yet")).to_be_visible()
    mega.goto(lobby.at("desk/watch-list"))
    mega.get_by_role("link", name="Confirm or decline…").click()
    assert complaints(mega) == []
    mega.get_by_label("E\N{NON-BREAKING HYPHEN}mail or phone").fill(LISTED.email)
    mega.get_by_role("button", name="Confirm it").click()
    expect(mega.get_by_text("Confirmed by Mega Paramita")).to_be_visible()
    for size in SIZES:
        mega.set_viewport_size(size)
        assert mega.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert complaints(mega) == []
    assert LISTED.email not in mega.content()


def test_a_listed_guest_waits_like_others_and_the_desk_alone_knows_why(
    lobby: Lobby, desk: Page, mega: Page, hana: Page, tablet: Page
) -> None:
    codes = [
        read_code(pictures_of(invite(hana, lobby, plan))[0]) for plan in (LISTED, OTHER)
    ]
    put_on_the_list(desk, mega, lobby)
    desk.goto(lobby.at("desk/"))
    printed = lobby.printer.badges

    hold_before_the_hand_scanner(tablet, codes[0])

    expect(tablet.get_by_role("heading", name=SEE_DESK)).to_be_visible()
    assert "watch" not in tablet.locator("[data-step]").inner_text().casefold()
    first = waiting(desk).get_by_role("listitem").first
    expect(first).to_contain_text(
        "Joko Susanto is on the watch list: Threatened or hurt somebody"
    )
    assert complaints(desk) == []
    hana.goto(lobby.at("hosts/"))
    hana.get_by_role("link", name=LISTED.name).click()
    assert "watch" not in hana.locator("main").inner_text().casefold()
    desk.locator("#wanted").fill("Joko")
    desk.keyboard.press("Enter")
    first.get_by_role("link", name="Refuse…").click()
    sheet = desk.get_by_role("dialog", name="Refuse Joko Susanto")
    sheet.get_by_label("For everybody's safety").check()
    sheet.get_by_role("button", name="Refuse").click()
    expect(waiting(desk)).not_to_contain_text("Joko Susanto")
    desk.keyboard.press("Escape")
    assert lobby.printer.badges == printed

    tablet.locator("[data-done]").click()
    hold_before_the_hand_scanner(tablet, codes[1])
    type_the_sent_digits(tablet, lobby, OTHER)

    expect(
        tablet.get_by_role("heading", name=re.compile("Welcome, Kirana"))
    ).to_be_visible()
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    mega.get_by_role("link", name="Take it off…").click()
    assert complaints(mega) == []
    mega.get_by_label("E\N{NON-BREAKING HYPHEN}mail or phone").fill(LISTED.email)
    mega.get_by_role("button", name="Take it off").click()
    expect(mega.get_by_text("Nobody is on the list.")).to_be_visible()
