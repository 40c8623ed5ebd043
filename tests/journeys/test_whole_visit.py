"""The main job, from an invitation to a badge in the hand and out of the door again."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.camera import clip
from tests.journeys.codes import read_code
from tests.journeys.conftest import OpenBrowser, OpenTablet
from tests.journeys.inbox import SIX_DIGITS, digits_in, pictures_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import HANA, Plan, invite
from tests.journeys.taps import counted, tap_keys
from visits.vocabulary.visits import CODE_DIGITS


def test_a_guest_comes_gets_a_badge_and_leaves(
    lobby: Lobby,
    hana: Page,
    desk: Page,
    open_tablet: OpenTablet,
    open_browser: OpenBrowser,
    tmp_path: Path,
) -> None:
    plan = Plan()
    invitation = read_code(pictures_of(invite(hana, lobby, plan))[0])
    printed = lobby.printer.badges
    expect(desk.get_by_role("main")).to_contain_text("Gita Lestari")

    with open_browser(clip(tmp_path, invitation)) as browser:
        tablet = open_tablet(browser)
        with counted(lobby, tablet, "a QR code and six digits") as taps:
            digits = tablet.get_by_role("heading", name="Type your code")
            expect(digits).to_be_visible()
            tap_keys(tablet, *digits_in(lobby.inbox.newest(plan.email, SIX_DIGITS)))
            welcome = tablet.get_by_role("heading", name="Welcome, Gita Lestari")
            expect(welcome).to_be_visible()

    assert (taps.number, lobby.printer.badges) == (CODE_DIGITS, printed + 1)
    paper = lobby.printer.paper()
    assert paper is not None
    assert lobby.printer.faults == []
    expect(on_site(desk)).to_contain_text("Gita Lestari")
    assert lobby.inbox.newest(HANA, "A guest for you is at Menara Utara, Lobby")

    badge = read_code(paper)
    assert badge.startswith("LB1:")
    with open_browser(clip(tmp_path, badge)) as browser:
        tablet = open_tablet(browser)
        expect(tablet.get_by_role("heading", level=1)).to_contain_text("Goodbye")
    expect(on_site(desk)).not_to_contain_text("Gita Lestari")


def on_site(desk: Page) -> Locator:
    """The part of the board that says who is inside."""
    return desk.get_by_role("region", name="On site")
