"""A printer that is off delays and loses no check-in."""

from playwright.sync_api import Page, expect

from tests.journeys.lobby import Lobby
from tests.journeys.people import (
    Plan,
    invite,
    type_the_own_address,
    type_the_sent_digits,
)


def test_a_printer_that_is_off_loses_neither_guest_nor_badge(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Wayan Sudira", email="wayan@guest.example")
    invite(hana, lobby, plan)
    printed = lobby.printer.badges
    lobby.printer.offline()
    try:
        type_the_own_address(tablet, plan.email)
        type_the_sent_digits(tablet, lobby, plan)
        lead = tablet.locator(".lead").get_by_text("at the front desk")
        expect(lead).to_be_visible()
        expect(desk.get_by_role("region", name="On site")).to_contain_text(
            "Wayan Sudira"
        )
    finally:
        lobby.printer.online()

    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
