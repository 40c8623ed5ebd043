"""Every page a person meets passes axe's rules for WCAG 2.2 AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.inbox import text_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import Plan, invite

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HOST_PAGES = ("", "invitations/new", "vouchers/new")
DESK_PAGES = ("", "devices")


@pytest.mark.parametrize("path", HOST_PAGES)
def test_the_portal_is_open_to_everybody(lobby: Lobby, hana: Page, path: str) -> None:
    hana.goto(lobby.at(f"hosts/{path}"))

    assert complaints(hana) == []


@pytest.mark.parametrize("path", DESK_PAGES)
def test_the_front_desk_is_open_to_everybody(lobby: Lobby, desk: Page, path: str) -> None:
    desk.goto(lobby.at(f"desk/{path}"))

    assert complaints(desk) == []


def test_guest_page_and_first_screen_are_open_to_everybody(lobby: Lobby, hana: Page, tablet: Page) -> None:
    letter = invite(hana, lobby, Plan(name="Yuni Shara", email="yuni@guest.example"))
    link = next(word for word in text_of(letter).split() if "/guest/" in word)

    hana.goto(link)

    assert complaints(hana) == []
    expect(tablet.get_by_role("button", name="I have no code")).to_be_visible()
    assert complaints(tablet) == []


def complaints(page: Page) -> list[str]:
    """What axe says about the page: rule and place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
