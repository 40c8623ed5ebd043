"""Print jobs: one worker has it, a crash is told from a failure, and a person settles what nobody knows."""

from datetime import time

import pytest
from sqlmodel import col, select

from printers.errors import Reason
from tests.cast import Cast, Invite, SettableClock, check_in
from visits.lobby import departures
from visits.paper import badges, print_jobs, printers
from visits.paper.print_jobs import Claim, LeaseLostError
from visits.refusals import NotFound
from visits.store.database import Database
from visits.store.outboxes import TrailEntry
from visits.store.paper import PrintJob
from visits.store.places import Printer
from visits.store.visits import Visit
from visits.words import Act, PrintOutcome, ReprintReason, Trouble


@pytest.fixture
def visit(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita is in, and her badge waits to be printed."""
    gita = invite()
    check_in(database, cast.kiosk, gita)
    return gita


def claim(database: Database) -> Claim | None:
    with database.transaction() as store:
        return print_jobs.claim(store)


def claimed(database: Database) -> Claim:
    found = claim(database)
    assert found is not None
    return found


def start(database: Database, job: Claim) -> None:
    with database.transaction() as store:
        print_jobs.started(store, job)


def fail(database: Database, job: Claim, *, nobody_knows: bool = False, permanent: bool = False) -> None:
    with database.transaction() as store:
        print_jobs.failed(store, job, "unreachable", nobody_knows=nobody_knows, permanent=permanent)


def recover(database: Database) -> int:
    with database.transaction() as store:
        return print_jobs.recover(store)


def finish(database: Database, job: Claim, outcome: PrintOutcome = PrintOutcome.PRINTED) -> None:
    with database.transaction() as store:
        print_jobs.done(store, job, outcome)


def outcomes(database: Database) -> list[PrintOutcome | None]:
    with database.reading() as store:
        return [job.outcome for job in store.exec(select(PrintJob).order_by(col(PrintJob.badge_id)))]


@pytest.mark.usefixtures("visit")
def test_two_workers_do_not_get_the_same_job(database: Database) -> None:
    assert [claim(database) is not None, claim(database) is not None] == [True, False]


@pytest.mark.usefixtures("visit")
def test_a_printed_badge_is_over(database: Database, cast: Cast) -> None:
    job = claimed(database)
    start(database, job)

    finish(database, job)

    assert outcomes(database) == [PrintOutcome.PRINTED]
    with database.reading() as store:
        assert not print_jobs.any_due(store)
        assert store.get_one(Printer, cast.printer.id).last_seen_at == store.now


@pytest.mark.usefixtures("visit")
def test_a_worker_that_died_before_the_first_byte_loses_the_job_after_a_minute(
    database: Database, clock: SettableClock
) -> None:
    first = claimed(database)
    clock.forward(seconds=60)

    second = claimed(database)

    assert (second.badge_id, second.attempt) == (first.badge_id, 2)
    with pytest.raises(LeaseLostError):
        start(database, first)
    start(database, second)


@pytest.mark.usefixtures("visit")
def test_a_worker_that_died_after_the_first_byte_leaves_a_question_for_a_person(
    database: Database, clock: SettableClock
) -> None:
    start(database, claimed(database))
    assert recover(database) == 0
    clock.forward(seconds=60)

    assert claim(database) is None
    assert recover(database) == 1
    assert outcomes(database) == [PrintOutcome.NEEDS_HUMAN]


@pytest.mark.usefixtures("visit")
def test_a_late_answer_is_still_an_answer(database: Database, clock: SettableClock) -> None:
    job = claimed(database)
    start(database, job)
    clock.forward(seconds=60)
    recover(database)

    finish(database, job)

    assert outcomes(database) == [PrintOutcome.PRINTED]


@pytest.mark.usefixtures("visit")
def test_no_job_starts_twice(database: Database) -> None:
    job = claimed(database)
    start(database, job)

    with pytest.raises(LeaseLostError):
        start(database, job)


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("known", ["nobody_knows", "permanent"])
def test_what_nobody_knows_or_nothing_helps_is_for_a_person(database: Database, known: str) -> None:
    job = claimed(database)
    start(database, job)

    fail(database, job, **{known: True})

    assert outcomes(database) == [PrintOutcome.NEEDS_HUMAN]


@pytest.mark.usefixtures("visit")
def test_a_failure_is_tried_again_after_a_growing_pause(database: Database, clock: SettableClock) -> None:
    for seconds in (1, 2, 5, 10, 30, 30):
        fail(database, claimed(database))
        clock.forward(seconds=seconds - 0.001)
        assert claim(database) is None
        clock.forward(seconds=0.001)

    assert claimed(database).attempt == 7


def test_a_failure_says_what_troubles_job_and_printer(database: Database, cast: Cast, visit: Visit) -> None:
    fail(database, claimed(database))

    with database.reading() as store:
        assert badges.newest(store, [visit.id])[visit.id][1].trouble is Trouble.UNREACHABLE
        assert store.get_one(Printer, cast.printer.id).trouble is Trouble.UNREACHABLE


def test_whatever_a_printer_may_say_is_a_trouble_we_know() -> None:
    assert {reason.value for reason in Reason} == {word.value for word in Trouble} - {"no_printer"}


@pytest.mark.usefixtures("visit")
def test_after_a_failure_the_sites_next_printer_has_its_turn(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        second = printers.add(store, cast.senopati.id, "Back office", "tcp://127.0.0.1:9101", 384)

    tried = []
    for _ in range(3):
        job = claimed(database)
        tried.append(job.printer_id)
        fail(database, job)
        clock.forward(seconds=30)

    assert tried == [cast.printer.id, second.id, cast.printer.id]


@pytest.mark.usefixtures("visit")
def test_one_printer_prints_one_badge_at_a_time(database: Database, cast: Cast, invite: Invite) -> None:
    check_in(database, cast.kiosk, invite())
    first = claimed(database)
    assert claim(database) is None

    finish(database, first)

    assert claimed(database).badge_id != first.badge_id


def test_a_site_without_a_printer_keeps_no_other_waiting(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2026-11-23 15:30")
    abroad, here = invite(site=cast.mitte), invite(ends=time(18))
    check_in(database, cast.kiosk_in_mitte, abroad)
    check_in(database, cast.kiosk, here)

    assert claimed(database).printer_id == cast.printer.id
    with database.reading() as store:
        assert badges.newest(store, [abroad.id])[abroad.id][1].trouble is Trouble.NO_PRINTER


@pytest.mark.usefixtures("visit")
def test_a_badge_older_than_half_an_hour_is_of_no_use(database: Database, clock: SettableClock) -> None:
    clock.forward(minutes=30, seconds=1)

    assert claim(database) is None
    assert outcomes(database) == [PrintOutcome.EXPIRED]


def test_who_has_left_needs_no_badge(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    assert claim(database) is None
    assert outcomes(database) == [PrintOutcome.EXPIRED]


def test_a_replaced_badge_is_not_printed_and_its_copy_is(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        copy = badges.reprint(
            store, cast.senopati.id, visit.public_id, ReprintReason.NOT_PRINTED, cast.dewi.id
        )

    assert claimed(database).badge_id == copy.id
    assert outcomes(database) == [PrintOutcome.CANCELLED, None]


def test_somebody_saw_the_badge_in_a_hand(database: Database, cast: Cast, visit: Visit) -> None:
    finish(database, claimed(database), PrintOutcome.SENT_UNCONFIRMED)

    with database.transaction() as store:
        for _ in range(2):
            print_jobs.came_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    assert outcomes(database) == [PrintOutcome.PRINTED]
    with database.reading() as store:
        entry = store.exec(select(TrailEntry).where(TrailEntry.act == Act.BADGE_SEEN)).one()
    assert (entry.actor_id, entry.visit_id) == (cast.dewi.id, visit.id)


@pytest.mark.parametrize("outcome", [PrintOutcome.EXPIRED, PrintOutcome.CANCELLED])
def test_a_badge_that_was_never_printed_came_out_nowhere(
    database: Database, cast: Cast, visit: Visit, outcome: PrintOutcome
) -> None:
    with database.transaction() as store:
        store.exec(select(PrintJob)).one().outcome = outcome

    with database.transaction() as store, pytest.raises(NotFound):
        print_jobs.came_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert outcomes(database) == [outcome]


def test_another_site_saw_nothing(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store, pytest.raises(NotFound):
        print_jobs.came_out(store, cast.mitte.id, visit.public_id, cast.dieter.id)
