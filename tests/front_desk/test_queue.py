"""The queue on the board.

Which badges did not come out, what they wait for, and what may be done.
"""

import re

import pytest
from sqlmodel import select

from printers.vocabulary import PrinterCondition, PrintProblemKind
from tests.cast import Cast, SettableClock
from tests.front_desk.conftest import Arrive
from tests.front_desk.test_board import section, words
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits import mail_health
from visits.printing import printers
from visits.printing.printers import PrinterSetup, Sighting
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.vocabulary.devices import KioskCamera
from visits.vocabulary.mail import MailProblem
from visits.vocabulary.printing import PrintState


def found(database: Database, cast: Cast, condition: PrinterCondition) -> None:
    with database.transaction() as store:
        printers.record_sighting(store, store.merge(cast.printer), Sighting(condition))


def second(database: Database, cast: Cast) -> str:
    with database.transaction() as store:
        machine = PrinterSetup(name="Gate", address="tcp://192.0.2.8:9100", width=576)
        return printers.add(store, cast.senopati.id, machine).public_id


def test_a_board_whose_badges_come_out_has_no_such_list(
    dewi: Browser, arrive: Arrive
) -> None:
    arrive(state=PrintState.PRINTED)
    assert 'id="unprinted"' not in words(dewi)
    assert 'class="blocked"' not in words(dewi)


def test_a_badge_that_takes_long_is_listed_after_ten_seconds(
    dewi: Browser, arrive: Arrive, clock: SettableClock
) -> None:
    arrive()
    clock.forward(seconds=10)
    assert 'id="unprinted"' not in words(dewi)
    clock.forward(seconds=1)
    assert "On its way to the printer since 09:30" in section(words(dewi), "unprinted")


def test_a_board_that_may_change_by_itself_is_looked_at_again(
    dewi: Browser, arrive: Arrive, clock: SettableClock
) -> None:
    arrive()
    moving = dewi.get("/board")
    clock.forward(seconds=11)
    again = dewi.get("/board", headers={"If-None-Match": moving.headers["ETag"]})
    assert again.status_code == 200
    assert 'id="unprinted"' in again.get_data(as_text=True)


def test_a_stuck_queue_says_so_by_itself(
    dewi: Browser, cast: Cast, arrive: Arrive, database: Database
) -> None:
    for name in ("Gita Pramesti", "Rina Hartono", "Sari Utami"):
        arrive(name)
    tag = dewi.get("/board").headers["ETag"]
    found(database, cast, PrinterCondition.PAPER_OUT)
    page = dewi.get("/board", headers={"If-None-Match": tag}).get_data(as_text=True)
    assert "3 badges wait: Counter is out of paper since 09:30." in page
    assert "Waits since 09:30: Counter is out of paper" in section(page, "unprinted")
    assert "<strong>3</strong> not printed" in page
    assert (
        page.index('class="blocked"')
        < page.index('id="waiting"')
        < page.index('id="unprinted"')
    )
    still = dewi.get("/board")
    assert (
        dewi.get("/board", headers={"If-None-Match": still.headers["ETag"]}).status_code
        == 304
    )


def test_a_badge_that_waits_alone_is_counted_as_one(
    dewi: Browser, cast: Cast, arrive: Arrive, database: Database
) -> None:
    arrive()
    found(database, cast, PrinterCondition.COVER_OPEN)
    assert "One badge waits: the cover of Counter is open since 09:30." in words(dewi)


def test_a_site_without_a_printer_is_told_so(
    dewi: Browser, cast: Cast, arrive: Arrive, database: Database
) -> None:
    arrive()
    with database.transaction() as store:
        store.merge(cast.printer).retired_at = store.now
    page = words(dewi)
    check_page(page)
    assert "One badge waits: there is no printer for it." in page


def test_the_oldest_stands_first_and_who_left_stands_there_no_more(
    dewi: Browser, arrive: Arrive, clock: SettableClock
) -> None:
    gita = arrive(state=PrintState.EXPIRED, problem=PrintProblemKind.UNREACHABLE)
    clock.forward(minutes=1)
    arrive("Rina Hartono", state=PrintState.NEEDS_HUMAN, problem=PrintProblemKind.RESET)
    listed = section(words(dewi), "unprinted")
    assert listed.index("Gita") < listed.index("Rina")
    dewi.post(f"/visits/{gita.public_id}/departure")
    assert "Gita" not in section(words(dewi), "unprinted")


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (PrintState.NEEDS_HUMAN, {"handover", "badges", "handwriting"}),
        (PrintState.EXPIRED, {"badges", "handwriting"}),
        (PrintState.WAITING_PRINTER, {"handwriting"}),
    ],
)
def test_a_badge_not_printed_offers_what_helps(
    dewi: Browser, arrive: Arrive, state: PrintState, offered: set[str]
) -> None:
    path = (
        f"/visits/{arrive(state=state, problem=PrintProblemKind.PAPER_OUT).public_id}"
    )
    page = words(dewi)
    check_page(page)
    card = section(page, "unprinted")
    assert {
        noun
        for noun in ("handover", "badges", "another-printer", "handwriting")
        if f"{path}/{noun}" in card
    } == offered


def test_with_another_printer_a_badge_may_go_there(
    dewi: Browser, cast: Cast, arrive: Arrive, database: Database
) -> None:
    path = f"/visits/{arrive(state=PrintState.EXPIRED).public_id}"
    second(database, cast)
    assert f"{path}/another-printer" in section(words(dewi), "unprinted")


@pytest.mark.parametrize(
    ("state", "place"),
    [(PrintState.NEEDS_HUMAN, "unprinted"), (PrintState.SENT_UNCONFIRMED, "on-site")],
)
def test_whoever_saw_an_unsure_badge_says_so_where_it_stands(
    dewi: Browser, arrive: Arrive, state: PrintState, place: str
) -> None:
    visit = arrive(state=state)
    page = words(dewi)
    assert f"/visits/{visit.public_id}/handover" in section(page, place)
    assert page.count(f"/visits/{visit.public_id}/handover") == 1


def test_printing_again_from_the_list_makes_one_copy(
    dewi: Browser, arrive: Arrive, database: Database
) -> None:
    visit = arrive(state=PrintState.NEEDS_HUMAN)
    for _ in range(2):
        answer = dewi.post(
            f"/visits/{visit.public_id}/badges", reason="not_printed", replaces=1
        )
        assert answer.status_code == 303
    with database.reading() as store:
        assert len(store.exec(select(PrintJob)).all()) == 2


def test_another_sites_queue_is_not_seen(
    dieter: Browser, cast: Cast, arrive: Arrive, database: Database
) -> None:
    arrive()
    found(database, cast, PrinterCondition.PAPER_OUT)
    assert 'class="blocked"' not in words(dieter)
    assert "Counter" not in words(dieter)


def test_everything_broken_stands_in_one_strip_with_since_when_and_what_to_do(
    dewi: Browser, cast: Cast, database: Database, clock: SettableClock
) -> None:
    second(database, cast)
    found(database, cast, PrinterCondition.COVER_OPEN)
    with database.transaction() as store:
        store.merge(cast.kiosk).sqlmodel_update(
            {"camera": KioskCamera.LOST, "camera_since": store.now}
        )
        mail_health.failed(store, 1, MailProblem.LOGIN, "535 5.7.8")
    clock.forward(minutes=2)

    page = words(dewi)

    lines = re.findall('<li class="blocked".*?</li>', page)
    said = [" ".join(re.sub("<.*?>", "", line).split()) for line in lines]
    assert said == [
        (
            "Counter: Cover open since 09:30 "
            "Close the cover. What waits comes out by itself."
        ),
        "Lobby: Camera lost since 09:30. Is it plugged in, and may the tablet use it?",
        (
            "E\N{NON-BREAKING HYPHEN}mails are not going out since 09:30: "
            "the mail server refuses our login. Please tell your operator."
        ),
    ]
    assert section(page, "broken").count("Counter") == 2
    assert "<strong>3</strong> broken" in page
