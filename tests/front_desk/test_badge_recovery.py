"""Rescues: a badge goes to another printer, or is written by hand."""

import pytest
from sqlmodel import col, select

from printers.vocabulary import PrinterCondition
from tests.cast import Cast, SettableClock
from tests.front_desk.conftest import Arrive, LineOf
from tests.front_desk.test_queue import found, second
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.visits import Visit
from visits.vocabulary.printing import CancelReason, PrintState


@pytest.fixture
def stuck(cast: Cast, arrive: Arrive, database: Database) -> Visit:
    """Gita's badge waits: the printer at the counter has no paper."""
    visit = arrive()
    found(database, cast, PrinterCondition.PAPER_OUT)
    return visit


def jobs(database: Database) -> list[PrintJob]:
    with database.reading() as store:
        return list(store.exec(select(PrintJob).order_by(col(PrintJob.badge_id))))


def test_the_other_printers_are_offered_with_how_they_are_and_the_fit_ones_first(
    dewi: Browser, cast: Cast, database: Database, stuck: Visit
) -> None:
    second(database, cast)
    page = dewi.get(f"/visits/{stuck.public_id}/another-printer").get_data(as_text=True)
    check_page(page)
    assert page.index("Gate (Has not printed yet)") < page.index(
        "Counter (Out of paper since 09:30)"
    )


def test_the_printer_in_which_a_badge_waits_is_not_another_one(
    dewi: Browser, cast: Cast, database: Database, arrive: Arrive
) -> None:
    visit = arrive(state=PrintState.WAITING_PRINTER)
    second(database, cast)
    page = dewi.get(f"/visits/{visit.public_id}/another-printer").get_data(as_text=True)
    assert "Gate (" in page
    assert "Counter (" not in page


def test_without_another_printer_there_is_still_a_pen(
    dewi: Browser, stuck: Visit
) -> None:
    page = dewi.get(f"/visits/{stuck.public_id}/another-printer").get_data(as_text=True)
    check_page(page)
    assert "no other printer" in page
    assert f"/visits/{stuck.public_id}/handwriting" in page


def test_a_badge_of_which_nothing_was_sent_goes_elsewhere_as_it_is_once(
    dewi: Browser, cast: Cast, database: Database, stuck: Visit
) -> None:
    gate = second(database, cast)
    for _ in range(2):
        answer = dewi.post(
            f"/visits/{stuck.public_id}/another-printer", printer=gate, replaces=1
        )
        assert (answer.status_code, answer.location) == (303, "/")
    (job,) = jobs(database)
    assert job.asked_printer_id != cast.printer.id
    assert "on its way to the other printer" in dewi.get("/").get_data(as_text=True)


def test_a_second_tap_makes_no_copy_although_the_badge_is_on_its_way_by_then(
    dewi: Browser, cast: Cast, database: Database, stuck: Visit
) -> None:
    gate = second(database, cast)
    dewi.post(f"/visits/{stuck.public_id}/another-printer", printer=gate, replaces=1)
    with database.transaction() as store:
        store.exec(select(PrintJob)).one().state = PrintState.STARTED
    assert (
        dewi.post(
            f"/visits/{stuck.public_id}/another-printer", printer=gate, replaces=1
        ).status_code
        == 303
    )
    assert len(jobs(database)) == 1


def test_a_badge_that_lies_in_a_printer_goes_elsewhere_as_one_copy(
    dewi: Browser, cast: Cast, database: Database, arrive: Arrive
) -> None:
    visit = arrive(state=PrintState.NEEDS_HUMAN)
    gate = second(database, cast)
    for _ in range(2):
        assert (
            dewi.post(
                f"/visits/{visit.public_id}/another-printer", printer=gate, replaces=1
            ).status_code
            == 303
        )
    assert [job.state for job in jobs(database)] == [
        PrintState.NEEDS_HUMAN,
        PrintState.QUEUED,
    ]


def test_a_form_about_an_older_copy_moves_no_newer_one(
    dewi: Browser, cast: Cast, database: Database, arrive: Arrive
) -> None:
    path = f"/visits/{arrive(state=PrintState.NEEDS_HUMAN).public_id}/another-printer"
    gate = second(database, cast)
    dewi.post(path, printer=gate, replaces=1)
    before = [job.asked_printer_id for job in jobs(database)]
    assert (
        dewi.post(path, printer=cast.printer.public_id, replaces=1).status_code == 303
    )
    assert [job.asked_printer_id for job in jobs(database)] == before


@pytest.mark.parametrize(
    "typed",
    [{"replaces": 1}, {"printer": "x", "replaces": 1}, {"printer": "", "replaces": 1}],
)
def test_a_badge_goes_to_no_printer_that_is_not_the_sites(
    dewi: Browser,
    cast: Cast,
    database: Database,
    stuck: Visit,
    typed: dict[str, object],
) -> None:
    second(database, cast)
    answer = dewi.post(f"/visits/{stuck.public_id}/another-printer", **typed)
    check_page(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert [job.asked_printer_id for job in jobs(database)] == [None]


def test_what_is_written_by_hand_is_shown_large_and_no_more_than_that(
    dewi: Browser, stuck: Visit
) -> None:
    page = dewi.get(f"/visits/{stuck.public_id}/handwriting").get_data(as_text=True)
    check_page(page)
    sheet = page.split("<dl>")[1].split("</dl>")[0]
    for told in ("Gita Pramesti", "-001", "20:00", "Langit Studio"):
        assert told in sheet
    assert "Hana" not in sheet
    assert "@" not in sheet


def test_a_written_badge_is_printed_no_more_however_often_it_is_said(
    dewi: Browser, stuck: Visit, line_of: LineOf
) -> None:
    for _ in range(2):
        answer = dewi.post(f"/visits/{stuck.public_id}/handwriting", replaces=1)
        assert (answer.status_code, answer.location) == (303, "/")
    job = line_of(stuck).print_job
    assert job
    assert (job.state, job.cancelled_because) == (
        PrintState.CANCELLED,
        CancelReason.BY_HAND,
    )
    assert "Written by hand" in dewi.get("/").get_data(as_text=True)


def test_the_sheet_says_of_which_copy_it_is(
    dewi: Browser, cast: Cast, database: Database, arrive: Arrive
) -> None:
    path = f"/visits/{arrive(state=PrintState.NEEDS_HUMAN).public_id}"
    dewi.post(f"{path}/another-printer", printer=second(database, cast), replaces=1)
    assert 'name="replaces" value="2"' in dewi.get(f"{path}/handwriting").get_data(
        as_text=True
    )


def test_an_old_sheet_takes_no_newer_copy_from_its_printer(
    dewi: Browser, cast: Cast, database: Database, arrive: Arrive
) -> None:
    path = f"/visits/{arrive(state=PrintState.NEEDS_HUMAN).public_id}"
    dewi.post(f"{path}/another-printer", printer=second(database, cast), replaces=1)
    answer = dewi.post(f"{path}/handwriting", replaces=1)
    check_page(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "a newer copy of this badge" in answer.get_data(as_text=True)
    assert [job.state for job in jobs(database)] == [
        PrintState.NEEDS_HUMAN,
        PrintState.QUEUED,
    ]


def test_a_badge_that_came_out_meanwhile_is_said_so_and_stays_printed(
    dewi: Browser, database: Database, arrive: Arrive
) -> None:
    visit = arrive(state=PrintState.PRINTED)
    answer = dewi.post(f"/visits/{visit.public_id}/handwriting", replaces=1)
    assert answer.status_code == 422
    assert "came out of the printer meanwhile" in answer.get_data(as_text=True)
    assert [(job.state, job.cancelled_because) for job in jobs(database)] == [
        (PrintState.PRINTED, None)
    ]


@pytest.mark.parametrize("typed", [{}, {"replaces": ""}, {"replaces": "one"}])
def test_without_its_copy_nothing_is_written(
    dewi: Browser, database: Database, stuck: Visit, typed: dict[str, object]
) -> None:
    answer = dewi.post(f"/visits/{stuck.public_id}/handwriting", **typed)
    assert answer.status_code == 400
    assert "This did not reach us whole" in answer.text
    assert [job.state for job in jobs(database)] == [PrintState.QUEUED]


def test_for_who_left_nothing_is_written(dewi: Browser, stuck: Visit) -> None:
    dewi.post(f"/visits/{stuck.public_id}/departure")
    assert dewi.get(f"/visits/{stuck.public_id}/handwriting").status_code == 404
    assert (
        dewi.post(f"/visits/{stuck.public_id}/handwriting", replaces=1).status_code
        == 422
    )


@pytest.mark.parametrize("noun", ["another-printer", "handwriting"])
def test_another_sites_badge_is_not_rescued(
    dieter: Browser, database: Database, stuck: Visit, noun: str
) -> None:
    path = f"/visits/{stuck.public_id}/{noun}"
    assert dieter.get(path).status_code == 404
    assert dieter.post(path, printer="x", replaces=1).status_code == 404
    assert [job.state for job in jobs(database)] == [PrintState.QUEUED]


def test_a_badge_elsewhere_is_still_awaited_after_ten_seconds(
    dewi: Browser, cast: Cast, database: Database, stuck: Visit, clock: SettableClock
) -> None:
    gate = second(database, cast)
    dewi.post(f"/visits/{stuck.public_id}/another-printer", printer=gate, replaces=1)
    clock.forward(seconds=11)
    assert 'id="unprinted"' in dewi.get("/").get_data(as_text=True)
    assert "badge waits" not in dewi.get("/").get_data(as_text=True)
