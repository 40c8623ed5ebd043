"""Alarms at the desk, and the roll on a marshal's telephone."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Playwright, expect
from sqlmodel import col, select

from printers.vocabulary import PrinterCondition, PrintProblemKind
from tests import chromium
from tests.cast import Cast, SettableClock
from tests.front_desk.conftest import Arrive
from tests.front_desk.open_board import browser_of_dewi, served
from tests.kiosk.tablet import statements
from tests.web.cast import ORIGIN, Browser, signed_in
from visits import alarms, roll_calls
from visits.lobby import departures
from visits.marshals import MOST_MARSHALS
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.store.visits import Visit
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import AlarmKind
from web.face import FaceSettings

LINK = re.compile(r"/roll-calls/[0-9a-z]{26}")
HIDDEN = re.compile(r'name="(alarm|generation|copies)" value="(\d+)"')
COPY = re.compile(
    r'<li class="print-status[^"]*"><bdi>(.+?)</bdi>(?: · \d\d:\d\d)? · (.+?)</li>'
)
ANDI, BIMA = "a" * 26, "b" * 26

FAILS_ONCE = """
  const whole = Cache.prototype.addAll;
  Cache.prototype.addAll = function () {
    Cache.prototype.addAll = whole;
    return Promise.reject(new TypeError("no network"));
  };
"""

NO_SERVER = """() => {
  window.whole = window.fetch;
  window.fetch = () => Promise.reject(new TypeError("no network"));
}"""

Phone = Callable[..., Any]


def page_of(dewi: Browser, path: str = "/alarm") -> str:
    return " ".join(dewi.get(path).get_data(as_text=True).split())


def shown(dewi: Browser) -> dict[str, str]:
    """Which alarm the page's buttons are about."""
    return dict(HIDDEN.findall(page_of(dewi)))


def begin(dewi: Browser, kind: str = "real") -> str:
    """Raise the alarm; where its roll is."""
    dewi.get("/alarm")
    assert dewi.post("/alarm", kind=kind).status_code == HTTPStatus.SEE_OTHER
    [roll, *_] = LINK.findall(page_of(dewi))
    return str(roll)


def sent(client: FlaskClient, link: str, phone: str, *marks: str, **more: str) -> Any:
    fields = {"phone": phone, "mark": list(marks), **more}
    return client.post(link, data=fields, headers={"Origin": ORIGIN})


def mark(visit: Visit, turn: int = 1, found: int = 1, ago: int = 0) -> str:
    return f"{turn} {visit.public_id} {found} {ago}"


@pytest.fixture
def phone(front_desk: Flask) -> FlaskClient:
    """A marshal's, without a cookie."""
    return front_desk.test_client()


def test_the_desk_raises_an_alarm_and_marshals_mark_without_an_account(
    dewi: Browser, arrive: Arrive, phone: FlaskClient, clock: SettableClock
) -> None:
    gita, budi = arrive(), arrive("Budi Santoso")
    link = begin(dewi)
    clock.forward(minutes=3)

    first = sent(phone, link, ANDI, mark(gita, ago=60_000), names="1").get_json()
    second = sent(phone, link, BIMA, mark(budi, found=0), unlisted="2").get_json()

    assert [guest["name"] for guest in first["guests"]] == [
        "Budi Santoso",
        "Gita Pramesti",
    ]
    assert first["guests"][0]["place"] == "Langit Studio"
    assert (first["marshal"], second["marshal"]) == (1, 2)
    assert "guests" not in second
    said = {line["id"]: line["said"] for line in second["lines"]}
    assert said == {
        gita.public_id: "Found 09:32, marshal 1",
        budi.public_id: "Missing, says marshal 2",
    }
    desk = page_of(dewi, "/alarm/now")
    for words in ("1 of 2 guests found", "2 not on the roll", *said.values()):
        assert words in desk


def test_the_page_of_the_roll_names_nobody_and_sets_no_cookie(
    dewi: Browser, arrive: Arrive, phone: FlaskClient
) -> None:
    arrive()
    answer = phone.get(begin(dewi, "drill"))

    text = answer.get_data(as_text=True)
    assert "Drill" in text
    assert "Gita" not in text
    assert "Hana" not in text
    assert "Set-Cookie" not in answer.headers
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_board_says_that_an_alarm_is_raised_and_real_takes_a_drills_place(
    dewi: Browser,
) -> None:
    assert "To the roll call" not in page_of(dewi, "/")
    begin(dewi, "drill")
    assert "<strong>Drill</strong> since 09:30" in page_of(dewi, "/")
    assert 'value="real">Raise the alarm' in page_of(dewi)
    assert "To the roll call" not in page_of(dewi, "/alarm/now?called=drill")
    begin(dewi)
    # The page of another desk, which calls it a drill until it is opened again.
    open_before = page_of(dewi, "/alarm/now?called=drill")
    assert "<strong>Alarm</strong> since 09:30" in open_before
    assert "/alarm/now?called=drill" in open_before
    assert "<strong>Alarm</strong> since 09:30" in page_of(dewi, "/board")
    assert 'value="real"' not in page_of(dewi)


def test_an_alarm_that_is_over_leaves_its_counts_and_closes_the_link(
    dewi: Browser, arrive: Arrive, phone: FlaskClient, clock: SettableClock
) -> None:
    gita = arrive()
    arrive("Budi Santoso")
    link = begin(dewi)
    clock.forward(minutes=5)
    sent(phone, link, ANDI, mark(gita))
    clock.forward(minutes=7)

    assert dewi.post("/alarm/end", **shown(dewi)).status_code == HTTPStatus.SEE_OTHER

    assert "The alarm is over" in page_of(dewi, "/alarm/now?called=real")
    text = page_of(dewi)
    for words in ("1 of 2 guests found", "the last after 5 min", "ended after 12 min"):
        assert words in text
    assert "Gita" not in text
    assert sent(phone, link, ANDI, mark(gita, 2)).status_code == HTTPStatus.NOT_FOUND
    over = phone.get(link)
    assert over.status_code == HTTPStatus.NOT_FOUND
    assert "This roll call is over" in over.get_data(as_text=True)
    # The script that forgets what the telephone has kept.
    assert "roll_call.js" in over.get_data(as_text=True)


def test_who_is_perhaps_gone_comes_last(
    database: Database,
    cast: Cast,
    front_desk: Flask,
    arrive: Arrive,
    clock: SettableClock,
) -> None:
    andi = arrive("Andi Gunawan")
    arrive()
    clock.at("2026-11-23 20:05")
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, [andi.id])

    link = begin(signed_in(front_desk, cast.dewi.id))
    answer = sent(front_desk.test_client(), link, ANDI, names="1")
    guests = answer.get_json()["guests"]

    assert [guest["name"] for guest in guests] == ["Gita Pramesti", "Andi Gunawan"]
    assert "perhaps gone" in guests[1]["part"]


def test_the_roll_on_paper_says_whom_it_lists_and_that_it_is_destroyed(
    dewi: Browser, arrive: Arrive
) -> None:
    arrive()
    begin(dewi)

    text = page_of(dewi)
    assert "Guests only, as of 09:30. Destroy this paper" in text
    assert 'id="print" hidden' in text


def test_the_page_says_of_each_printer_what_is_known_of_the_roll_and_no_more(
    dewi: Browser, arrive: Arrive, database: Database
) -> None:
    arrive()
    begin(dewi)

    said = {}
    for state, more in (
        (PrintState.QUEUED, {}),
        (PrintState.STARTED, {}),
        (PrintState.PRINTED, {}),
        (PrintState.SENT_UNCONFIRMED, {}),
        (PrintState.NEEDS_HUMAN, {"problem": PrintProblemKind.RESET}),
        (PrintState.WAITING_PRINTER, {"problem": PrintProblemKind.PAPER_OUT}),
        (PrintState.QUEUED, {"stubs": 1}),
        (PrintState.EXPIRED, {"stubs": 1}),
    ):
        with database.transaction() as store:
            is_roll = col(PrintJob.alarm_id).is_not(None)
            job = store.exec(select(PrintJob).where(is_roll)).one()
            job.state, job.stubs, job.problem = state, 0, None
            job.printer_id = job.asked_printer_id
            for name, value in more.items():
                setattr(job, name, value)
        said[state, *more] = COPY.findall(page_of(dewi, "/alarm/now?called=real"))

    assert [words for [(_, words)] in said.values()] == [
        "On its way to the printer",
        "Printing now",
        "Printed",
        "Sent to the printer, which cannot say whether it came out",
        "Nobody knows whether all of it came out: please look there",
        "Waits in the printer since 09:30: Counter is out of paper",
        "A part of it came out at most",
        "A part of it came out at most",
    ]


def test_a_printer_that_is_not_ready_prints_no_roll_and_the_browser_can(
    dewi: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        printer = store.get_one(Printer, cast.printer.id)
        printer.condition = PrinterCondition.COVER_OPEN
    begin(dewi)

    page = page_of(dewi)
    assert COPY.findall(page) == [
        ("Counter", "Not printed: the cover of Counter is open")
    ]
    assert 'id="print" hidden>Print from this browser' in page
    dewi.post("/alarm/roll", **shown(dewi))
    assert "No printer is ready, so nothing comes out." in page_of(dewi)
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).condition = PrinterCondition.READY
    dewi.post("/alarm/roll", **shown(dewi))
    page = page_of(dewi)
    assert "The roll is on its way to the printers that are ready." in page
    assert [words for _, words in COPY.findall(page)] == ["On its way to the printer"]


def test_a_new_link_closes_the_old_one(dewi: Browser, phone: FlaskClient) -> None:
    old = begin(dewi)
    dewi.post("/alarm/link", **shown(dewi))

    new = LINK.findall(page_of(dewi))[0]
    assert new != old
    assert phone.get(old).status_code == HTTPStatus.NOT_FOUND
    assert phone.get(new).status_code == HTTPStatus.OK


def test_another_sites_desk_neither_sees_nor_ends_the_alarm(
    dewi: Browser, dieter: Browser, arrive: Arrive
) -> None:
    arrive()
    begin(dewi)
    alarm = shown(dewi)

    assert "Gita" not in page_of(dieter)
    dieter.post("/alarm/end", **alarm)
    assert dieter.post("/alarm/link", **alarm).status_code == HTTPStatus.NOT_FOUND
    assert dieter.get("/alarm/link.png").status_code == HTTPStatus.NOT_FOUND
    assert shown(dewi) == alarm


@pytest.mark.parametrize(
    "fields",
    [{}, {"phone": "A" * 26}, {"phone": ANDI, "unlisted": "-1"}],
    ids=["no phone", "no phone's name", "no number"],
)
def test_what_no_telephone_of_ours_sends_is_refused(
    dewi: Browser, phone: FlaskClient, fields: dict[str, str]
) -> None:
    answer = phone.post(begin(dewi), data=fields, headers={"Origin": ORIGIN})
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_marks_of_another_shape_are_passed_over(
    dewi: Browser, arrive: Arrive, phone: FlaskClient
) -> None:
    gita = arrive()
    weak = [
        mark(gita, ago=-1),
        f"x {gita.public_id} 1 0",
        "",
        f"1 {gita.public_id} 2 0",
    ]
    answer = sent(phone, begin(dewi), ANDI, *weak).get_json()
    assert [line["state"] for line in answer["lines"]] == [""]


def test_another_sites_page_sends_no_marks(dewi: Browser, phone: FlaskClient) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    answer = phone.post(begin(dewi), data={"phone": ANDI}, headers=headers)
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_too_many_telephones_read_why(dewi: Browser, phone: FlaskClient) -> None:
    link = begin(dewi)
    for number in range(MOST_MARSHALS):
        sent(phone, link, f"{number:026}")

    answer = sent(phone, link, ANDI)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ask the front desk for a new link" in answer.get_data(as_text=True)


def test_the_worker_answers_for_rolls_only(
    database: Database, cast: Cast, phone: FlaskClient
) -> None:
    del database, cast
    answer = phone.get("/roll-calls/worker.js", buffered=True)
    assert answer.mimetype == "text/javascript"
    # Its place bounds what it may answer for, and nothing widens that.
    assert "Service-Worker-Allowed" not in answer.headers


def test_an_answer_takes_as_many_statements_however_many_telephones_there_are(
    dewi: Browser, arrive: Arrive, phone: FlaskClient, database: Database
) -> None:
    gita, link = arrive(), begin(dewi)
    taken = []
    for others in (BIMA, "c" * 26, "d" * 26):
        sent(phone, link, ANDI, mark(gita))
        with statements(database) as heard:
            sent(phone, link, ANDI)
        taken.append(len(heard))
        sent(phone, link, others, mark(gita))
    assert len(set(taken)) == 1


@pytest.fixture
def roll_page(
    playwright: Playwright,
    database: Database,
    settings: FaceSettings,
    cast: Cast,
    arrive: Arrive,
) -> Iterator[Page]:
    """A marshal's phone, before it opens the roll of a drill with two guests."""
    arrive(name="José Martí")
    arrive(name="Budi Santoso")
    with database.transaction() as store:
        alarm = alarms.raise_at(store, cast.senopati.id, AlarmKind.DRILL, cast.dewi.id)
        link = alarms.link(store, alarm)
    with (
        served(database, settings) as address,
        browser_of_dewi(playwright) as browser,
    ):
        context = chromium.new_context(browser, base_url=f"{address}/roll-calls/{link}")
        yield context.new_page()
        context.close()


def test_a_phone_that_lost_its_network_while_it_kept_the_page_keeps_it_later(
    roll_page: Page,
) -> None:
    roll_page.add_init_script(FAILS_ONCE)
    roll_page.goto("")
    kept = roll_page.locator("#roll-call[data-kept]")
    expect(kept).to_be_visible()


def test_a_phone_that_was_offline_in_the_drill_marks_anew_in_the_alarm(
    roll_page: Page, database: Database, cast: Cast
) -> None:
    roll_page.goto("")
    row = roll_page.locator(".roll-row", has_text="Budi")
    expect(row).to_be_visible()
    roll_page.evaluate(NO_SERVER)
    roll_page.get_by_role("button", name="Found here Budi Santoso").click()
    roll_page.get_by_role("button", name="one more").click()
    expect(row).to_contain_text("kept on this phone")
    with database.transaction() as store:
        alarms.raise_at(store, cast.senopati.id, AlarmKind.REAL, cast.dewi.id)

    roll_page.evaluate("() => { window.fetch = window.whole; }")

    expect(roll_page.locator("[data-kind]")).to_have_text("Alarm", timeout=15_000)
    expect(row).to_contain_text("Not seen yet")
    expect(roll_page.locator("#unlisted")).to_have_text("0")
    with database.reading() as store:
        alarm = alarms.current(store, cast.senopati.id)
        assert alarm
        told = roll_calls.read(store, alarm)
    assert (told.found, told.unlisted) == (0, 0)


def test_a_guest_is_found_by_the_name_alone_whatever_its_accents(
    roll_page: Page,
) -> None:
    roll_page.goto("")
    rows = roll_page.locator(".roll-row:visible")
    expect(rows).to_have_count(2)
    for typed, found in (("fo", 0), ("jose", 1), ("langit", 2)):
        roll_page.get_by_role("searchbox").fill(typed)
        expect(rows).to_have_count(found)


def test_two_tabs_of_a_phone_are_one_marshal(roll_page: Page) -> None:
    other = roll_page.context.new_page()
    for page in (roll_page, other):
        page.goto("")
        expect(page.locator(".roll")).to_contain_text("Budi")
    other.get_by_role("button", name="one more").click()
    other.get_by_role("button", name="Found here Budi Santoso").click()
    expect(roll_page.locator("#unlisted")).to_have_text("1")
    expect(roll_page.locator("[aria-pressed=true]")).to_have_text(
        re.compile("Found here")
    )
