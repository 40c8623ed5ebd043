"""A rush at the desk: one person checks guests in by the keyboard or a hand scanner alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests import cast as casting
from tests.cast import Cast, Invite
from tests.front_desk.conftest import LineOf
from tests.front_desk.open_board import board_of_dewi, browser_of_dewi, served
from tests.journeys.axe import complaints
from visits.lobby import desk_queue
from visits.printing import badges
from visits.store.database import Database
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary.visits import WaitReason
from web.face import FaceSettings

COUNT_KEYS = (
    "addEventListener('keydown', () => { window.keys = 1 + (window.keys ?? 0); }, true)"
)
OTHERS = ("Rina Hartono", "Budi Santoso", "Citra Ayu", "Gilang Ramadhan")
COUNT_SOUNDS = """() => {
  const start = OscillatorNode.prototype.start;
  window.sounds = 0;
  OscillatorNode.prototype.start = function (at) { window.sounds += 1; start.call(this, at); };
}"""
HIDDEN_BY_THE_HEAD = """() => {
  const { x, y, width, height } = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return !document.activeElement.contains(top);
}"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with browser_of_dewi(playwright) as opened:
        yield opened


@pytest.fixture
def gita(invite: Invite) -> Visit:
    for name in OTHERS:
        invite(name=name, email=f"{name.split()[0].lower()}@example.org")
    return invite()


@pytest.fixture
def board(
    browser: Browser,
    database: Database,
    settings: FaceSettings,
    cast: Cast,
    gita: Visit,
) -> Iterator[Page]:
    del gita
    with (
        served(database, settings) as address,
        board_of_dewi(browser, address, database, cast) as page,
    ):
        yield page


def presses(board: Page, text: str) -> None:
    """Type as people and hand scanners do, wherever the focus is."""
    for sign in text:
        board.keyboard.press(sign)


def test_a_check_in_by_name_costs_its_letters_and_one_key(board: Page) -> None:
    board.evaluate(COUNT_KEYS)
    for letters, name in (("git", "Gita Pramesti"), ("bu", "Budi Santoso")):
        presses(board, letters)
        said = f"Enter: ID seen, check in {name}"
        expect(board.locator("#enter")).to_have_text(said)
        board.keyboard.press("Enter")
        expect(board.locator("#on-site")).to_contain_text(name)
        expect(board.get_by_role("searchbox")).to_have_value("")
        expect(board.get_by_role("searchbox")).to_be_focused()
    assert board.evaluate("window.keys") == len("git") + 1 + len("bu") + 1


def test_with_several_lines_enter_says_how_many_and_arrows_choose(
    board: Page, gita: Visit, line_of: LineOf
) -> None:
    presses(board, "/gi")
    expect(board.get_by_role("searchbox")).to_have_value("gi")
    board.keyboard.press("Enter")
    many = "2 lines: type on, or use the arrow keys"
    expect(board.locator("#enter")).to_have_text(many)
    expect(board.locator("#found")).to_have_text(many)
    assert complaints(board) == []
    assert line_of(gita).stage is Stage.EXPECTED

    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowUp")
    first = board.get_by_role("button", name="ID seen, check in Gilang Ramadhan")
    expect(first).to_be_focused()
    assert not board.evaluate(HIDDEN_BY_THE_HEAD)
    board.keyboard.press("ArrowUp")
    expect(board.get_by_role("searchbox")).to_be_focused()

    board.keyboard.press("Escape")
    expect(board.get_by_role("searchbox")).to_have_value("")
    expect(board.locator("#enter")).to_be_hidden()
    presses(board, "citra")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("/")
    selected = board.evaluate("String(getSelection())")
    assert selected == "citra"


def test_enter_does_only_what_stood_there_when_the_key_before_was_pressed(
    board: Page, cast: Cast, gita: Visit, database: Database, line_of: LineOf
) -> None:
    presses(board, "gita")
    casting.check_in(database, cast.kiosk, gita)
    expect(board.locator("#enter")).to_have_text("Enter: Check out Gita Pramesti")
    board.keyboard.press("Enter")
    expect(board.locator("#found")).to_have_text("Enter: Check out Gita Pramesti")
    assert line_of(gita).stage is Stage.ON_SITE
    board.keyboard.press("Enter")
    expect(board.locator("#left .count")).to_have_text("1")


def test_a_scanned_invitation_finds_its_guest_and_says_no_id_was_seen(
    board: Page, gita: Visit, database: Database, line_of: LineOf
) -> None:
    board.get_by_role("button", name="ID seen, check in Citra Ayu").focus()
    presses(board, casting.invitation_code(database, gita))
    board.keyboard.press("Enter")
    said = "Enter: ID seen, check in Gita Pramesti"
    expect(board.locator("#found")).to_have_text(said)
    assert line_of(gita).stage is Stage.EXPECTED
    board.keyboard.press("Enter")
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")


def test_a_scanned_badge_is_checked_out_by_the_scanners_own_enter(
    board: Page, cast: Cast, gita: Visit, database: Database, line_of: LineOf
) -> None:
    casting.check_in(database, cast.kiosk, gita)
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")
    badge = line_of(gita).badge
    assert badge
    with database.reading() as store:
        code = badges.code(store, badge)
    presses(board, f"]Q1{code.lower()}")
    board.keyboard.press("Enter")
    expect(board.locator("#left .count")).to_have_text("1")
    assert line_of(gita).stage is Stage.LEFT
    # What is found by no code is said, and nothing is done.
    presses(board, f"LB1:{'0' * 26}")
    board.keyboard.press("Enter")
    expect(board.locator("#found")).to_have_text("No line matches")


def wait_for(database: Database, cast: Cast, reason: WaitReason) -> None:
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), reason)


def test_an_age_grows_by_the_pages_own_clock(
    board: Page, cast: Cast, database: Database
) -> None:
    wait_for(database, cast, WaitReason.HELP)
    board.clock.install()
    board.reload()
    age = board.locator("#waiting [data-age]")
    expect(age).to_have_text("0 min")
    # Nobody is asked for it.
    board.context.set_offline(True)
    board.clock.run_for(16 * 60_000)
    expect(age).to_have_text("16 min")
    board.clock.run_for(60 * 60_000)
    expect(age).to_have_text("1 h 16 min")


def test_one_chime_sounds_for_who_begins_to_wait_until_it_is_switched_off(
    board: Page, cast: Cast, database: Database
) -> None:
    board.evaluate(COUNT_SOUNDS)
    cards, silent = board.locator("#waiting .card"), board.locator("#silent")
    expect(silent).to_contain_text("plays no chime before")
    wait_for(database, cast, WaitReason.UNKNOWN_CODE)
    expect(cards).to_have_count(1)
    assert board.evaluate("sounds") == 0

    board.keyboard.press("Shift")
    expect(silent).to_be_hidden()
    wait_for(database, cast, WaitReason.HELP)
    expect(cards).to_have_count(2)
    assert board.evaluate("sounds") == 1
    board.get_by_role("button", name="Taken care of").first.click()
    expect(cards).to_have_count(1)
    assert board.evaluate("sounds") == 1

    board.get_by_role("button", name="Chime").click()
    wait_for(database, cast, WaitReason.UNINVITED)
    expect(cards).to_have_count(2)
    assert board.evaluate("sounds") == 1
    board.reload()
    expect(board.get_by_role("button", name="Chime", pressed=False)).to_be_visible()
    expect(silent).to_be_hidden()
    assert board.evaluate("document.cookie") == "__Host-lencana-chime=off"
    assert board.evaluate("localStorage.length + sessionStorage.length") == 0
