"""A guest without an invitation: the host answers from the e-mail, lets them in, and the badge is printed."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.inbox import text_of
from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch
from tests.journeys.people import HANA


def test_a_guest_without_an_invitation_gets_in_by_their_host(
    lobby: Lobby,
    hana: Page,
    tablet: Page,
    desk: Page,
    watch: Watch,
    browser_of_all: Browser,
) -> None:
    ask_for_hana(tablet, "wulan sari")
    card = desk.get_by_role("listitem").filter(has_text="Wulan Sari")
    expect(card).to_contain_text("The host is being asked.")
    letter = text_of(lobby.inbox.newest(HANA, r"asks for you at .*\(W\.S\., "))
    link = re.search(r"http\S+/hosts/answers/\S+", letter)
    assert link
    phone = watch.context(browser_of_all)
    page = phone.new_page()
    page.goto(link[0])
    assert complaints(page) == []

    page.get_by_role("button", name="I'm coming").click()

    expect(tablet.get_by_role("heading", level=1)).to_have_text(
        "Your host is on the way to you"
    )
    expect(card).to_contain_text("I'm coming")
    expect(card.get_by_text("Badge")).to_have_count(0)
    digits = "".join(tablet.locator(".digits span").all_inner_texts())
    hana.goto(lobby.at("hosts/vouching/new"))
    hana.get_by_label("digits on the kiosk").fill(digits)
    hana.get_by_role("button", name="Yes, this is my guest").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Welcome, Wulan Sari")
    expect(tablet.locator("[data-badge=printed]")).to_be_visible()
    phone.close()


def test_the_desk_checks_in_a_guest_without_an_invitation_by_the_keyboard(
    desk: Page,
) -> None:
    desk.get_by_role("link", name="New walk-in").press("Enter")
    expect(desk.get_by_label("Name", exact=True)).to_be_focused()
    assert complaints(desk) == []
    desk.keyboard.type("Yudi Hartono")
    desk.keyboard.press("Tab")
    desk.keyboard.type("hana")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")

    row = desk.get_by_role("listitem").filter(has_text="Yudi Hartono")
    expect(row).to_contain_text("Check out")


def ask_for_hana(tablet: Page, name: str) -> None:
    """Without an invitation, from the first screen on."""
    tablet.get_by_role("button", name="I have no invitation").click()
    tablet.get_by_role("button", name="Begin").click()
    expect(tablet.get_by_role("heading", name="Your name")).to_be_focused()
    tablet.keyboard.type(name)
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("heading", name="Whom do you visit?")).to_be_focused()
    tablet.keyboard.type("wij")
    tablet.keyboard.press("Enter")
    tablet.get_by_role("button", name="Hana W. - Kopi Pagi").click()
    tablet.get_by_role("button", name="Meeting").click()
    expect(
        tablet.get_by_role("heading", name="We are asking your host")
    ).to_be_focused()
