"""A guest who confirmed their address on the way: the kiosk asks for one tap."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.codes import read_code
from tests.journeys.inbox import digits_in, text_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import Plan, invite


def test_a_guest_who_confirmed_beforehand_scans_taps_once_and_has_their_badge(
    lobby: Lobby, hana: Page, tablet: Page, host_context: BrowserContext
) -> None:
    plan = Plan(name="Tiara Lubis", email="tiara@guest.example")
    link = re.search(r"http\S+/guest/\w+-\w+", text_of(invite(hana, lobby, plan)))
    assert link
    phone = host_context.new_page()
    phone.goto(link[0])
    phone.get_by_role("button", name="Confirm now, scan and go").click()
    letter = lobby.inbox.newest(plan.email, "page of your visit")
    phone.get_by_label("digits").fill(digits_in(letter))
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_text("You are confirmed: scan and go.")).to_be_visible()
    printed = lobby.printer.badges

    tablet.keyboard.type(read_code(phone.locator("img.code").screenshot()))
    tablet.get_by_role("button", name="Agree and check in").click()

    expect(tablet.get_by_role("heading", name="Welcome, Tiara Lubis")).to_be_visible()
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    assert not lobby.inbox.to(plan.email, "at the kiosk in the lobby. They are good")
    phone.close()
