"""A guest who has no QR code types their own address."""

from playwright.sync_api import Page, expect

from tests.journeys.lobby import Lobby
from tests.journeys.people import (
    Plan,
    invite,
    type_the_own_address,
    type_the_sent_digits,
)


def test_a_guest_without_a_code_comes_in_by_their_address(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Nadia Putri", email="nadia@guest.example")
    invite(hana, lobby, plan)
    printed = lobby.printer.badges

    type_the_own_address(tablet, plan.email)
    type_the_sent_digits(tablet, lobby, plan)

    expect(tablet.get_by_role("heading", name="Welcome, Nadia Putri")).to_be_visible()
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    expect(desk.get_by_role("main")).to_contain_text("Nadia Putri")
