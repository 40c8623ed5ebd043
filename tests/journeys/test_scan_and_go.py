"""A guest who confirmed their address on the way: the kiosk asks for one tap."""

import re

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys.codes import read_code
from tests.journeys.inbox import digits_in, text_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import Plan, invite
from tests.journeys.taps import counted


def wake_after_a_minute(phone: Page) -> None:
    """The code of before is not shown until the new one is there, however long that takes."""
    held: list[Route] = []
    # The page's script has run: with an old clock it would not know that a minute has gone.
    phone.wait_for_load_state()
    phone.route("**/code.png?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright counts its arguments
    code = phone.locator("img.code")
    with phone.expect_request("**/code.png?*"):
        phone.clock.pause_at(phone.evaluate("Date.now()") / 1000 + 60)
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(code).to_be_hidden()
    for route in held:
        route.continue_()
    expect(code).to_be_visible()
    expect(code).to_have_attribute("src", re.compile("at="))
    phone.unroute("**/code.png?*")


def test_a_guest_who_confirmed_beforehand_scans_taps_once_and_has_their_badge(
    lobby: Lobby, hana: Page, tablet: Page, host_context: BrowserContext
) -> None:
    plan = Plan(name="Tiara Lubis", email="tiara@guest.example")
    link = re.search(r"http\S+/guest/\w+-\w+", text_of(invite(hana, lobby, plan)))
    assert link
    phone = host_context.new_page()
    phone.clock.install()
    phone.goto(link[0])
    phone.get_by_role("button", name="Confirm now").click()
    letter = lobby.inbox.newest(plan.email, "page of your visit")
    phone.get_by_label("digits").fill(digits_in(letter))
    phone.get_by_role("button", name="Confirm").click()
    expect(
        phone.get_by_text("You are confirmed: at the kiosk you only scan and tap once.")
    ).to_be_visible()
    wake_after_a_minute(phone)
    code = read_code(phone.locator("img.code").screenshot())

    with counted(lobby, tablet, "scan and go") as taps:
        tablet.keyboard.type(code)
        tablet.get_by_role("button", name="Agree and check in").click()
        welcome = tablet.get_by_role("heading", name="Welcome, Tiara Lubis")
        expect(welcome).to_be_visible()

    assert taps.number == 1
    assert not lobby.inbox.to(plan.email, "at the kiosk in the lobby. They are good")
    # The page asks how its visit stands; its question is given up after 8 s of this clock.
    phone.clock.run_for(6_000)
    inside = phone.get_by_role("heading", name="Welcome, you are checked in")
    expect(inside).to_be_visible()
    phone.close()
