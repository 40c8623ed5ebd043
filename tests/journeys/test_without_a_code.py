"""A guest who has no QR code types their own address."""

from playwright.sync_api import Page, expect

from tests.journeys.inbox import SIX_DIGITS, digits_in
from tests.journeys.lobby import Lobby
from tests.journeys.people import Plan, invite
from tests.journeys.taps import counted, tap_keys

MOST_TAPS = 25


def test_a_guest_without_a_code_comes_in_by_their_address(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Nadia Putri", email="nadiaput@gmail.com")
    invite(hana, lobby, plan)

    with counted(lobby, tablet, "an own e-mail of 18 letters") as taps:
        tablet.get_by_role("button", name="I have no code").click()
        tap_keys(tablet, *"nadiaput@", "gmail.com", "Send me a code")
        expect(tablet.get_by_role("heading", name="Type your code")).to_be_visible()
        letter = lobby.inbox.newest(plan.email, SIX_DIGITS)
        tap_keys(tablet, *digits_in(letter))
        welcome = tablet.get_by_role("heading", name="Welcome, Nadia Putri")
        expect(welcome).to_be_visible()

    assert taps.number <= MOST_TAPS
    expect(desk.get_by_role("main")).to_contain_text("Nadia Putri")
