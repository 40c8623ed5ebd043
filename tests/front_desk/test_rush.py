"""A rush at the desk: one person checks guests in by the keyboard or a hand scanner alone."""

import re
from collections.abc import Iterator
from datetime import time

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, Invite
from tests.front_desk.conftest import LineOf
from tests.front_desk.open_board import board_of, browser_of_dewi, served
from tests.journeys.axe import complaints
from visits import invitations
from visits.lobby import desk_queue
from visits.printing import badges
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary.printing import PrintState
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
        board_of(browser, address, database, cast.dewi.id) as page,
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


def scans(board: Page, text: str) -> None:
    """Type as a hand scanner does: all at once, with an Enter, and another for the line's end."""
    board.clock.pause_at(board.evaluate("new Date(Date.now() + 1000).toISOString()"))
    presses(board, text)
    for _ in range(2):
        board.keyboard.press("Enter")
    # What the page reads of a code, it reads before time goes on.
    board.evaluate("crypto.subtle.digest('SHA-256', new Uint8Array()).then(() => 0)")
    board.clock.resume()


@pytest.fixture
def timed(board: Page) -> Page:
    board.clock.install()
    board.reload()
    return board


def test_a_scanned_invitation_finds_its_guest_and_says_no_id_was_seen(
    timed: Page, gita: Visit, database: Database, line_of: LineOf
) -> None:
    timed.get_by_role("button", name="ID seen, check in Citra Ayu").focus()
    scans(timed, casting.invitation_code(database, gita))
    said = "Enter: ID seen, check in Gita Pramesti"
    expect(timed.locator("#found")).to_have_text(said)
    assert line_of(gita).stage is Stage.EXPECTED
    timed.keyboard.press("Enter")
    expect(timed.locator("#on-site")).to_contain_text("Gita Pramesti")


def test_a_name_in_a_guests_own_qr_code_checks_nobody_in(
    timed: Page, gita: Visit, line_of: LineOf
) -> None:
    scans(timed, "gita")
    said = "Enter: ID seen, check in Gita Pramesti"
    expect(timed.locator("#found")).to_have_text(said)
    assert line_of(gita).stage is Stage.EXPECTED


def test_a_scanned_badge_finds_its_guest_and_a_key_of_a_person_checks_them_out(
    timed: Page, cast: Cast, gita: Visit, database: Database, line_of: LineOf
) -> None:
    casting.check_in(database, cast.kiosk, gita)
    expect(timed.locator("#on-site")).to_contain_text("Gita Pramesti")
    badge = line_of(gita).badge
    assert badge
    with database.reading() as store:
        code = badges.code(store, badge)
    scans(timed, f"]Q1{code.lower()}")
    said = timed.locator("#found")
    expect(said).to_have_text("Enter: Check out Gita Pramesti")
    assert line_of(gita).stage is Stage.ON_SITE
    timed.keyboard.press("Enter")
    expect(timed.locator("#left .count")).to_have_text("1")
    # The scanner reads it once more, as it is still held before it.
    scans(timed, code)
    expect(said).to_have_text("Enter: Let back in Gita Pramesti")
    assert line_of(gita).stage is Stage.LEFT
    # What is found by no code is said, and nothing is done.
    scans(timed, f"LB1:{'0' * 26}")
    expect(said).to_have_text("No line matches")


def test_whoever_took_the_wrong_line_undoes_it_beside_the_numbers(
    board: Page, cast: Cast, gita: Visit, database: Database, line_of: LineOf
) -> None:
    casting.check_in(database, cast.kiosk, gita)
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")
    presses(board, "gita")
    expect(board.locator("#enter")).to_have_text("Enter: Check out Gita Pramesti")
    board.keyboard.press("Enter")
    undo = board.get_by_role("button", name="Undo check-out Gita Pramesti")
    expect(undo).to_be_in_viewport()
    assert complaints(board) == []
    undo.click()
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")
    expect(undo).to_have_count(0)
    assert line_of(gita).stage is Stage.ON_SITE


def test_whoever_let_the_wrong_guest_in_undoes_it_in_the_row_and_reads_what_to_do(
    board: Page, gita: Visit, database: Database, line_of: LineOf
) -> None:
    presses(board, "gita")
    expect(board.locator("#enter")).to_have_text(
        "Enter: ID seen, check in Gita Pramesti"
    )
    board.keyboard.press("Enter")
    name = "Undo arrival Gita Pramesti"
    undo = board.locator("#on-site").get_by_role("button", name=name)
    expect(undo).to_be_in_viewport()
    assert complaints(board) == []
    with database.transaction() as store:
        store.exec(select(PrintJob)).one().state = PrintState.PRINTED
    undo.click()
    expect(board.get_by_text("Take their badge back")).to_be_in_viewport()
    expect(board.locator("#expected")).to_contain_text("Gita Pramesti")
    expect(undo).to_have_count(0)
    assert line_of(gita).stage is Stage.EXPECTED


def test_what_is_typed_while_an_act_is_on_its_way_stays(
    board: Page, gita: Visit, line_of: LineOf
) -> None:
    answers: list[Route] = []

    def hold(route: Route) -> None:
        answers.append(route)

    board.route("**/arrival", hold)
    presses(board, "git")
    expect(board.locator("#enter")).to_contain_text("Gita Pramesti")
    board.keyboard.press("Enter")
    expect(board.locator("form[aria-busy]")).to_have_count(1)
    presses(board, "bu")
    answers[0].continue_()
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")
    expect(board.get_by_role("searchbox")).to_have_value("bu")
    expect(board.locator("#enter")).to_have_text(
        "Enter: ID seen, check in Budi Santoso"
    )
    assert line_of(gita).stage is Stage.ON_SITE


def test_a_scan_while_a_dialog_asks_answers_nothing(
    board: Page, gita: Visit, database: Database, line_of: LineOf
) -> None:
    board.get_by_role("link", name="Refuse… Gita Pramesti").click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_role("radio").first.check()
    presses(board, casting.invitation_code(database, gita))
    for _ in range(2):
        board.keyboard.press("Enter")
    expect(board.locator("form[aria-busy]")).to_have_count(0)
    expect(dialog).to_be_visible()
    assert line_of(gita).stage is Stage.EXPECTED
    # A person who goes on by the keys of forms is none.
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    expect(board.locator("#refused .count")).to_have_text("1")


def test_what_the_arrow_keys_chose_enter_does_wherever_the_first_letter_was_typed(
    board: Page,
) -> None:
    expect(board.locator("body")).to_be_focused()
    presses(board, "gi")
    for key in ("ArrowDown", "Enter"):
        board.keyboard.press(key)
    expect(board.locator("#on-site .count")).to_have_text("1")


def test_a_button_under_the_fingers_never_becomes_another(
    board: Page, cast: Cast, gita: Visit, database: Database
) -> None:
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.HELP, gita.id)
    card = board.locator("#waiting .card")
    act = card.get_by_role("button", name="ID seen, check in Gita Pramesti")
    act.focus()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, gita.public_id)
    expect(act).to_have_count(0)
    # Nobody has taken care of them yet, and the focus is not lost.
    expect(card.get_by_role("button", name="Taken care of")).not_to_be_focused()
    expect(board.get_by_role("heading", name="Waiting for you")).to_be_focused()


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


@pytest.mark.parametrize("language", ["English", "Bahasa Indonesia", "العربية"])
def test_that_nothing_chimes_yet_is_said_on_lines_of_its_own_on_a_phone(
    board: Page, language: str
) -> None:
    board.set_viewport_size({"width": 360, "height": 740})
    board.get_by_role("button", name=language).click()
    board.goto(board.url)
    silent, chime = board.locator("#silent"), board.locator("#chime")
    expect(silent).to_be_visible()

    hint, button = silent.bounding_box(), chime.bounding_box()

    assert hint
    assert button
    assert hint["y"] >= button["y"] + button["height"]
    assert (hint["width"], hint["height"]) > (300, 20)
    assert hint["height"] < 75
    board.keyboard.press("Shift")
    expect(silent).to_be_hidden()


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


@pytest.fixture
def crowd(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Sixty are expected: of whoever comes last in the evening the board has one line."""
    with database.transaction() as store:
        for number in range(60):
            name = f"Ardi {chr(ord('a') + number % 26) * 3}{number}"
            called = casting.announcement(name=name, email=f"ardi{number}@example.org")
            invitations.invite(
                store, cast.hana.id, cast.senopati.id, called, f"crowd {number}"
            )
    return invite(
        name="Zulaikha Rahma",
        email="zulaikha@example.org",
        starts=time(16),
        ends=time(17),
    )


def test_a_guest_of_one_line_is_checked_in_by_letters_and_one_key(
    crowd: Visit, board: Page, line_of: LineOf
) -> None:
    slim = board.locator(f"#visit-{crowd.public_id}.slim")
    expect(slim).to_contain_text("Zulaikha Rahma")
    expect(board.locator(".slim form")).to_have_count(0)
    board.evaluate(COUNT_KEYS)
    asked: list[str] = []
    board.on("request", lambda request: asked.append(request.url))
    presses(board, "zul")
    said = "Enter: ID seen, check in Zulaikha Rahma"
    expect(board.locator("#enter")).to_have_text(said)
    expect(slim).to_have_count(0)
    assert complaints(board) == []
    # What was typed went nowhere, and the row stays whole as the board is asked for again.
    with board.expect_response(re.compile("/board")):
        pass
    expect(board.locator("#enter")).to_have_text(said)
    whole = re.compile(r"(\?whole=\w{26}(&whole=\w{26})*)?")
    assert all(whole.fullmatch(url.partition("/board")[2]) for url in asked)
    board.keyboard.press("Enter")
    expect(board.locator("#on-site")).to_contain_text("Zulaikha Rahma")
    assert line_of(crowd).stage is Stage.ON_SITE
    assert board.evaluate("window.keys") == len("zul") + 1


def test_a_change_elsewhere_leaves_the_found_guest_whole(
    crowd: Visit, board: Page, invite: Invite, line_of: LineOf
) -> None:
    presses(board, "zul")
    said = "Enter: ID seen, check in Zulaikha Rahma"
    expect(board.locator("#enter")).to_have_text(said)
    invite(name="Late Comer", email="late@example.org")
    expect(board.locator("#expected .count")).to_have_text("67")
    expect(board.locator("#enter")).to_have_text(said)
    board.keyboard.press("Enter")
    expect(board.locator("#on-site")).to_contain_text("Zulaikha Rahma")
    assert line_of(crowd).stage is Stage.ON_SITE


def test_a_scanned_code_of_a_guest_of_one_line_finds_them(
    crowd: Visit, timed: Page, database: Database, line_of: LineOf
) -> None:
    scans(timed, casting.invitation_code(database, crowd))
    said = "Enter: ID seen, check in Zulaikha Rahma"
    expect(timed.locator("#found")).to_have_text(said)
    assert line_of(crowd).stage is Stage.EXPECTED
    timed.keyboard.press("Enter")
    expect(timed.locator("#on-site")).to_contain_text("Zulaikha Rahma")


def test_a_guest_of_one_line_leads_to_all_acts(crowd: Visit, board: Page) -> None:
    board.get_by_role("link", name="Zulaikha Rahma").click()
    expect(board.get_by_role("button", name="ID seen, check in")).to_be_visible()
    assert board.url.endswith(f"/visits/{crowd.public_id}")
