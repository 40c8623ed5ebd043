"""The open board: it follows the lobby by itself, and leaves alone what somebody is doing on it."""

import re
from collections.abc import Callable, Iterator
from datetime import time

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect
from sqlmodel import select

from printers.vocabulary import PrinterCondition
from tests import cast as casting
from tests import chromium
from tests.cast import Cast, Invite, SettableClock
from tests.front_desk.conftest import LineOf
from tests.front_desk.open_board import board_of, browser_of_dewi, served
from tests.journeys.axe import complaints
from tests.visits.audit.tampering import minutes, verified
from visits import visit_state
from visits.lobby import desk_queue
from visits.printing import printers
from visits.printing.printers import Sighting
from visits.rights import restricting
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import RefusalReason, WaitReason
from web.face import FaceSettings

POLL = re.compile("/board$")


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with browser_of_dewi(playwright) as opened:
        yield opened


@pytest.fixture
def board(
    browser: Browser, database: Database, settings: FaceSettings, cast: Cast
) -> Iterator[Page]:
    with (
        served(database, settings) as address,
        board_of(browser, address, database, cast.dewi.id) as page,
    ):
        yield page


def proxy(status: int) -> Callable[[Route], None]:
    """A proxy that answers in the server's place."""
    return lambda route: route.fulfill(
        status=status, content_type="text/html", body="<h1>Gateway</h1>"
    )


def test_on_a_small_screen_the_buttons_stand_under_the_name(
    board: Page, invite: Invite
) -> None:
    invite(name="Gita Pramesti Ayu Kusumawardhani")
    board.set_viewport_size({"width": 1024, "height": 768})
    board.locator(".languages button[value=id]").click()
    name, acts = (
        board.locator("#expected .who").bounding_box(),
        board.locator("#expected .acts").bounding_box(),
    )
    assert name
    assert acts
    assert name["width"] > 250
    assert acts["y"] >= name["y"] + name["height"]


def test_a_check_in_elsewhere_appears_and_a_half_filled_form_stays(
    board: Page, cast: Cast, invite: Invite, database: Database, line_of: LineOf
) -> None:
    gita, rina = invite(), invite(name="Rina Hartono", email="rina@example.org")
    board.get_by_role("link", name="Refuse… Rina Hartono").click()
    sheet = board.get_by_role("dialog", name="Refuse Rina Hartono")
    sheet.get_by_label("For everybody's safety").check()
    casting.check_in(database, cast.kiosk, gita)
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")
    expect(sheet.get_by_label("For everybody's safety")).to_be_checked()
    expect(sheet.get_by_label("For everybody's safety")).to_be_focused()
    sheet.get_by_role("button", name="Refuse").click()
    expect(board.locator("#refused .count")).to_have_text("1")
    refusal = line_of(rina).visit_state.refusal
    assert refusal
    assert refusal.reason is RefusalReason.SAFETY


def test_whoever_begins_to_wait_is_announced_and_counted_in_the_title(
    board: Page, cast: Cast, database: Database
) -> None:
    expect(board).to_have_title("Front desk · Senopati · Lencana")
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.UNKNOWN_CODE)
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.HELP)
    expect(board.locator("#waiting")).to_contain_text("shows a code we do not know")
    # Each a sentence of its own, and nothing said before is read again.
    expect(board.get_by_role("log").locator("p")).to_have_text(
        [
            "Waiting: Somebody shows a code we do not know",
            "Waiting: Somebody asks for help",
        ]
    )
    expect(board).to_have_title("(2) Front desk · Senopati · Lencana")


def test_the_foot_and_the_number_of_requests_follow_within_a_minute(
    board: Page, database: Database, clock: SettableClock, invite: Invite
) -> None:
    board.clock.install()
    board.reload()
    expect(board.get_by_text("Live", exact=True)).to_be_visible()
    expect(board.get_by_text("Audit log:")).to_have_count(0)
    minutes(database, clock, 2)
    visit = invite()
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        restricting.object_to(store, state, actors.GUEST_BY_LINK)

    board.clock.run_for(61_000)

    expect(board.locator("#audit-head")).to_contain_text(verified(database).head[:12])
    expect(board.locator("#asked")).to_contain_text("1 waiting")


NUMBERS_BROKEN = """() => new Set(
  [...document.querySelectorAll(".counts a")].map((one) => one.getBoundingClientRect().top)).size > 1"""
SEARCH_CUT = """() => {
  const box = document.getElementById("wanted"), style = getComputedStyle(box);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(box.placeholder).width > room - 24;
}"""
"""The cross that empties the field takes 24 pixels."""


@pytest.mark.parametrize("language", ["English", "Bahasa Indonesia"])
def test_the_numbers_stand_in_one_line_and_the_search_is_read_whole(
    board: Page, cast: Cast, database: Database, invite: Invite, language: str
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    with database.transaction() as store:
        out = Sighting(PrinterCondition.PAPER_OUT)
        printers.record_sighting(store, store.merge(cast.printer), out)
        store.exec(select(PrintJob)).one().state = PrintState.NEEDS_HUMAN
    board.get_by_role("button", name=language).click()
    expect(board.locator(".counts a")).to_have_count(7)
    board.locator("#wanted").fill("gita")
    for width in (1080, 1366, 1920):
        board.set_viewport_size({"width": width, "height": 768})
        assert not board.evaluate(NUMBERS_BROKEN), width
        assert not board.evaluate(SEARCH_CUT), width


def test_focus_search_and_open_lists_survive_a_change(
    board: Page, invite: Invite
) -> None:
    invite()
    expect(board.locator("#expected")).to_contain_text("Gita")
    board.locator("#refused summary").click()
    board.get_by_role("searchbox").fill("gíta")
    invite(name="Rina Hartono", email="rina@example.org")
    expect(board.locator("#expected .count")).to_have_text("2")
    expect(board.get_by_role("searchbox")).to_be_focused()
    expect(board.get_by_role("searchbox")).to_have_value("gíta")
    expect(board.get_by_role("link", name="Gita Pramesti", exact=True)).to_be_visible()
    expect(board.get_by_role("link", name="Rina Hartono", exact=True)).to_be_hidden()
    board.get_by_role("searchbox").fill("sorensen 神谷")
    invite(name="神\ufe00谷 Sørensen", email="kamiya@example.org")
    expect(board.locator(".name", has_text="Sørensen")).to_be_visible()
    expect(board.get_by_role("link", name="Gita Pramesti", exact=True)).to_be_hidden()


def test_a_guest_is_found_as_their_name_is_typed_at_the_tablet(
    board: Page, invite: Invite
) -> None:
    typed = {
        "Jürgen Müller": "mueller",
        "Niamh O\N{RIGHT SINGLE QUOTATION MARK}Neill": "oneill",
        "Anne-Marie Roux": "anne marie",
        "أحمد": "احمد",
    }
    for number, name in enumerate(typed):
        invite(name=name, email=f"guest{number}@example.org")
    expect(board.locator("#expected .count")).to_have_text("4")
    for name, words in typed.items():
        board.get_by_role("searchbox").fill(words)
        expect(board.locator(".board-row:visible")).to_have_count(1)
        expect(board.locator(".board-row:visible")).to_contain_text(name)


def test_a_button_in_focus_stays_while_lines_come_before_it(
    board: Page, invite: Invite
) -> None:
    invite()
    button = board.get_by_role("button", name="ID seen, check in Gita Pramesti")
    button.focus()
    for minute, name in enumerate(("Citra", "Bayu", "Ayu"), start=40):
        invite(
            name=name,
            email=f"{name}@example.org",
            starts=time(9, minute),
            ends=time(11),
        )
        expect(board.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(button).to_be_focused()


def test_a_double_tap_checks_in_once_and_says_so(
    board: Page, invite: Invite, line_of: LineOf
) -> None:
    visit = invite()
    board.get_by_role("button", name="ID seen, check in Gita Pramesti").dblclick()
    expect(board.locator("#on-site")).to_contain_text("Gita Pramesti")
    expect(board.locator("#announcer")).to_contain_text("Checked in: Gita Pramesti")
    badge = line_of(visit).badge
    assert badge
    assert badge.copy_number == 1


def test_what_was_refused_is_said_at_its_line(
    board: Page, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    button = board.get_by_role("button", name="ID seen, check in Gita Pramesti")
    expect(button).to_be_visible()
    board.route(re.compile("/board$"), lambda route: route.abort())
    casting.check_in(database, cast.kiosk, visit)
    button.click()
    expect(board.locator(f"#visit-{visit.public_id}")).to_contain_text(
        "already arrived"
    )


def test_a_lost_connection_is_said_and_found_again(board: Page) -> None:
    board.context.set_offline(True)
    expect(board.get_by_text("Connection lost, retrying")).to_be_visible()
    board.context.set_offline(False)
    expect(board.get_by_text("Live", exact=True)).to_be_visible()


def test_only_the_products_own_answer_makes_a_desk_leave_its_board(
    board: Page, invite: Invite
) -> None:
    board.clock.install()
    board.reload()
    expect(board.get_by_text("Live", exact=True)).to_be_visible()
    board.evaluate("document.documentElement.dataset.sameDocument = ''")
    for status in (200, 401, 403, 404):
        board.route(POLL, proxy(status))
        expect(board.get_by_text("Connection lost, retrying")).to_be_visible()
        board.unroute(POLL)
        board.clock.run_for(6_000)
        expect(board.get_by_text("Live", exact=True)).to_be_visible()
    invite()
    button = board.get_by_role("button", name="ID seen, check in Gita Pramesti")
    board.route("**/arrival", proxy(403))
    button.click()
    expect(board.get_by_text("No answer came.")).to_be_visible()
    expect(board.locator("html[data-same-document]")).to_be_attached()

    board.context.clear_cookies()
    expect(board.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_board_that_loads_itself_again_calls_nobody_back_who_leaves_it(
    board: Page,
) -> None:
    board.clock.install()
    board.reload()
    expect(board.get_by_text("Live", exact=True)).to_be_visible()
    asked: list[Route] = []
    leaves: list[Route] = []
    board.route(
        board.url,
        lambda route: (
            asked.append(route)
            if route.request.resource_type == "fetch"
            else route.continue_()
        ),
    )
    board.route("**/devices", lambda route: leaves.append(route))  # noqa: PLW0108 - a bound method is none to Playwright
    ours = {"status": 403, "headers": {"Lencana-Face": "desk"}}
    with board.expect_request(board.url):
        board.route(POLL, lambda route: route.fulfill(**ours))
        board.clock.run_for(11_000)
    with board.expect_request("**/devices"):
        board.get_by_role("link", name="Devices").click(no_wait_after=True)

    with board.expect_response(board.url):
        asked[0].continue_()
    leaves[0].continue_()

    expect(board.get_by_role("heading", name="Devices of")).to_be_visible()


def test_a_file_that_a_proxy_keeps_back_once_leaves_no_dead_board(board: Page) -> None:
    board.clock.install()
    for file in ("start.js", "morph.js", "desk.css"):
        board.route(re.compile(rf"/{re.escape(file)}(\?|$)"), proxy(502), times=1)
        board.reload()
        board.clock.run_for(6_000)
        expect(board.get_by_text("Live", exact=True)).to_be_visible()
        expect(board.locator(".empty").first).to_have_css("margin-top", "0px")


def test_without_scripts_every_button_works(
    browser: Browser, board: Page, invite: Invite, line_of: LineOf
) -> None:
    visit = invite()
    context = chromium.new_context(
        browser,
        java_script_enabled=False,
        storage_state=board.context.storage_state(),
    )
    page = context.new_page()
    page.goto(board.url)
    page.get_by_role("link", name="Refuse… Gita Pramesti").click()
    page.get_by_label("The host declined").check()
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Refused. Their code no longer works.")).to_be_visible()
    assert line_of(visit).stage is Stage.REFUSED
    context.close()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_full_board_and_its_forms_are_open_to_everybody(
    board: Page, cast: Cast, invite: Invite, database: Database, scheme: str
) -> None:
    board.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # one of its words
    visit = invite()
    casting.check_in(database, cast.kiosk, invite(name="محمد", email="m@example.org"))
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.ID_CHECK, visit.id)
    expect(board.locator("#waiting")).to_contain_text("needs an ID check")
    assert complaints(board) == []
    board.get_by_role("link", name="Refuse… Gita Pramesti").click()
    assert complaints(board) == []
    for path in (
        "devices",
        f"visits/{visit.public_id}",
        f"kiosks/{cast.kiosk.public_id}/revocation",
    ):
        board.goto(f"{origin(board)}/{path}")
        assert complaints(board) == []
    board.goto(f"{origin(board)}/devices")
    board.locator("#add-kiosk summary").click()
    board.get_by_label("Name of the tablet").fill("Gate")
    board.get_by_role("button", name="Show a pairing code").click()
    assert complaints(board) == []


def origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def test_a_stuck_queue_appears_by_itself_and_is_mended_without_leaving_the_board(
    board: Page, cast: Cast, invite: Invite, database: Database, line_of: LineOf
) -> None:
    visit = invite()
    casting.check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        printers.record_sighting(
            store, store.merge(cast.printer), Sighting(PrinterCondition.PAPER_OUT)
        )
    expect(board.locator(".blocked")).to_contain_text(
        "One badge waits: Counter is out of paper since 09:30."
    )
    expect(board.locator("#announcer")).to_contain_text("No badge yet: Gita Pramesti")
    assert complaints(board) == []
    with database.transaction() as store:
        printers.record_sighting(
            store, store.merge(cast.printer), Sighting(PrinterCondition.READY)
        )
        store.exec(select(PrintJob)).one().state = PrintState.NEEDS_HUMAN
    expect(board.locator(".blocked")).to_have_count(0)
    board.locator("#unprinted").get_by_role(
        "button", name="Badge came out Gita Pramesti"
    ).click()
    expect(board.locator("#unprinted")).to_have_count(0)
    expect(board.locator("#announcer")).to_contain_text("Badge came out: Gita Pramesti")
    job = line_of(visit).print_job
    assert job
    assert job.state is PrintState.PRINTED
