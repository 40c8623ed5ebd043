"""Who is not let in, and what they and the desk hear of it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.codes import read_code
from tests.journeys.inbox import pictures_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import (
    Plan,
    invite,
    type_the_own_address,
    type_the_sent_digits,
)
from visits.vocabulary.visits import CODE_DIGITS

SEE_DESK = re.compile("Please see the front desk")


def test_a_second_scan_is_sent_to_the_desk(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Sari Utami", email="sari@guest.example")
    code = read_code(pictures_of(invite(hana, lobby, plan))[0])
    printed = lobby.printer.badges
    hold_before_the_hand_scanner(tablet, code)
    type_the_sent_digits(tablet, lobby, plan)
    expect(tablet.get_by_role("heading", name="Welcome, Sari Utami")).to_be_visible()
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    tablet.locator("[data-done]").click()

    hold_before_the_hand_scanner(tablet, code)

    expect(tablet.get_by_role("heading", name=SEE_DESK)).to_be_visible()
    expect(waiting(desk)).to_contain_text("Sari Utami")
    inside = (
        desk.get_by_role("region", name="On site")
        .get_by_role("listitem")
        .filter(has_text="Sari Utami")
    )
    expect(inside).to_have_count(1)
    inside.get_by_role("link", name="Sari Utami", exact=True).click()
    badge = desk.get_by_role("listitem").filter(has_text=re.compile("Badge"))
    expect(badge).to_have_count(1)
    expect(badge).not_to_contain_text("copy")
    assert lobby.printer.badges == printed + 1


def test_a_withdrawn_invitation_opens_no_door(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Tono Hadi", email="tono@guest.example")
    code = read_code(pictures_of(invite(hana, lobby, plan))[0])
    hana.goto(lobby.at("hosts/"))
    hana.get_by_role("link", name="Tono Hadi").click()
    hana.get_by_role("link", name="Withdraw…").click()
    hana.get_by_role("button", name=re.compile("ithdraw")).click()
    expect(hana.get_by_text("Withdrawn", exact=True)).to_be_visible()

    hold_before_the_hand_scanner(tablet, code)

    expect(tablet.get_by_role("heading", name=SEE_DESK)).to_be_visible()
    expect(waiting(desk)).to_contain_text("Tono Hadi")


def test_a_guest_of_another_day_is_too_early(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Umi Kalsum", email="umi@guest.example", days_ahead=7)
    code = read_code(pictures_of(invite(hana, lobby, plan))[0])

    hold_before_the_hand_scanner(tablet, code)

    expect(tablet.get_by_role("heading", name=SEE_DESK)).to_be_visible()
    expect(waiting(desk)).to_contain_text("Umi Kalsum")


def test_five_wrong_codes_leave_only_the_desk(
    lobby: Lobby, hana: Page, tablet: Page, desk: Page
) -> None:
    plan = Plan(name="Vina Melati", email="vina@guest.example")
    invite(hana, lobby, plan)
    type_the_own_address(tablet, plan.email)
    expect(tablet.get_by_role("heading", name="Type your code")).to_be_visible()

    for _ in range(4):
        type_wrong_digits(tablet)
        expect(tablet.get_by_role("textbox")).to_have_value("")
        expect(tablet.get_by_role("alert")).to_be_visible()
    type_wrong_digits(tablet)

    expect(tablet.get_by_role("heading", name=SEE_DESK)).to_be_visible()
    expect(waiting(desk)).to_contain_text("Vina Melati")


def hold_before_the_hand_scanner(tablet: Page, code: str) -> None:
    """A hand scanner types what it reads, and Enter."""
    expect(tablet.get_by_role("button", name="I have no code")).to_be_visible()
    tablet.keyboard.type(code)
    tablet.keyboard.press("Enter")


def type_wrong_digits(tablet: Page) -> None:
    """Digits that were never sent."""
    tablet.keyboard.type("0" * CODE_DIGITS)


def waiting(desk: Page) -> Locator:
    """The part of the board that says who waits."""
    return desk.get_by_role("region", name="Waiting for you")
