"""The embedded agent brings a badge to a real TCP printer, and reports only what is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import event
from sqlmodel import select

from lencana.embedded_queue import EmbeddedQueue
from printers.agent.agent import at_work
from printers.agent.queue import PrinterReport, QueueAway
from printers.agent.worker import WorkerPace
from printers.delivery.deadlines import Deadlines
from printers.virtual import Fault, VirtualPrinter
from printers.vocabulary import Outcome, PrinterCondition
from tests import cast as casting
from tests.cast import Cast, Invite
from tests.journeys.codes import read_code
from visits import alarms, codes
from visits.printing import badges, printers, rolls
from visits.printing.printers import PrinterSetup
from visits.store.alarms import Alarm
from visits.store.database import Database
from visits.store.people import Member
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vault.sealing import EnvelopeDamagedError
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import AlarmKind

DEADLINES = Deadlines(status=30, confirm=60, goodbye=0.2)
QUICK = WorkerPace(patience=0.2, away=0.1, unfit=0.1, fit=0.2, deadlines=DEADLINES)


@pytest.fixture
def printer(database: Database, cast: Cast) -> Iterator[VirtualPrinter]:
    """The printer at Senopati."""
    with VirtualPrinter() as running:
        with database.transaction() as store:
            store.get_one(Printer, cast.printer.id).address = running.address
        yield running


@contextmanager
def printing(database: Database) -> Iterator[None]:
    with at_work(EmbeddedQueue(database), QUICK):
        yield


def until(database: Database, true: Callable[[], bool]) -> None:
    """Look again after every commit."""
    for _ in range(200):
        seen = database.commits
        if true():
            return
        database.wait_for_commit(seen, 0.2)
    pytest.fail("it never came to that")


def jobs(database: Database) -> list[PrintJob]:
    with database.reading() as store:
        return list(store.exec(select(PrintJob)))


def all_are(database: Database, *states: PrintState) -> bool:
    return [job.state for job in jobs(database)] == list(states)


def test_a_badge_comes_out_and_the_printer_says_so(
    database: Database, cast: Cast, invite: Invite, printer: VirtualPrinter
) -> None:
    with printing(database):
        casting.check_in(database, cast.kiosk, invite())
        until(database, lambda: all_are(database, PrintState.PRINTED))

    paper = printer.paper()
    assert paper is not None
    with database.reading() as store:
        assert badges.by_code(store, codes.digest(read_code(paper)))


def test_the_house_learns_what_its_printer_can_do(
    database: Database, cast: Cast, printer: VirtualPrinter
) -> None:
    with printing(database):
        until(database, lambda: at_senopati(database, cast).confirm is not None)

    assert at_senopati(database, cast).condition is PrinterCondition.READY
    assert printer.badges == 0


def test_a_printer_that_is_off_keeps_the_job_and_prints_it_when_it_is_back(
    database: Database, cast: Cast, invite: Invite, printer: VirtualPrinter
) -> None:
    printer.offline()
    casting.check_in(database, cast.kiosk, invite())
    with printing(database):
        until(
            database,
            lambda: (
                at_senopati(database, cast).condition is PrinterCondition.UNREACHABLE
            ),
        )
        assert all_are(database, PrintState.QUEUED)
        printer.online()
        until(database, lambda: all_are(database, PrintState.PRINTED))

    assert printer.badges == 1


def test_another_printer_takes_over_from_one_that_is_off(
    database: Database, cast: Cast, invite: Invite, printer: VirtualPrinter
) -> None:
    printer.offline()
    with VirtualPrinter() as other:
        with database.transaction() as store:
            printers.add(
                store,
                cast.senopati.id,
                PrinterSetup(name="Back", address=other.address, width=576),
            )
        casting.check_in(database, cast.kiosk, invite())
        with printing(database):
            until(database, lambda: all_are(database, PrintState.PRINTED))

        assert (printer.badges, other.badges) == (0, 1)


def test_badges_come_out_one_after_another(
    database: Database, cast: Cast, invite: Invite, printer: VirtualPrinter
) -> None:
    with printing(database):
        for _ in range(5):
            casting.check_in(database, cast.kiosk, invite())
        until(database, lambda: all_are(database, *[PrintState.PRINTED] * 5))

    assert (printer.badges, printer.faults) == (5, [])


def test_an_idle_agent_writes_nothing(
    database: Database, cast: Cast, printer: VirtualPrinter
) -> None:
    with printing(database):
        until(database, lambda: at_senopati(database, cast).confirm is not None)
        assert any(is_quiet(database) for _ in range(40))

    assert printer.badges == 0


def is_quiet(database: Database) -> bool:
    """True when nothing was committed for the time of seven looks at a fit printer."""
    commits = database.commits
    database.wait_for_commit(commits, 7 * QUICK.fit)
    return database.commits == commits


def at_senopati(database: Database, cast: Cast) -> Printer:
    with database.reading() as store:
        return store.get_one(Printer, cast.printer.id)


def test_a_database_that_fails_is_away_and_no_badge_is_to_blame(
    database: Database, cast: Cast, invite: Invite
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    queue, knows_nothing = EmbeddedQueue(database), EmbeddedQueue(database)
    (attempt,) = queue.poll([ready(queue, cast)], 0)
    calls: list[Callable[[], object]] = [
        knows_nothing.roster,
        partial(knows_nothing.content, attempt),
        partial(knows_nothing.started, attempt),
        partial(queue.waits, attempt, PrinterCondition.PAPER_OUT),
        partial(queue.report, attempt, Outcome.PRINTED),
    ]

    for table in ("printjob", "printer"):
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_gone")
    for call in calls:
        with pytest.raises(QueueAway):
            call()
    for table in ("printjob", "printer"):
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table}_gone RENAME TO {table}")

    queue.started(attempt)
    queue.report(attempt, Outcome.PRINTED)
    assert all_are(database, PrintState.PRINTED)


def test_from_the_arrival_to_its_printed_badge_are_eight_statements_in_two_transactions(
    database: Database, cast: Cast, invite: Invite
) -> None:
    # Overdue jobs and leases are looked after by time, which is not counted here.
    queue = EmbeddedQueue(database, attend_every=3600)
    printer = ready(queue, cast)
    queue.announce([printer])
    assert not queue.poll([printer], 0)
    casting.check_in(database, cast.kiosk, invite())

    with counted(database) as (statements, transactions):
        (attempt,) = queue.poll([printer], 0)
        queue.content(attempt)
        queue.started(attempt)
        assert queue.report(attempt, Outcome.PRINTED) is None

    assert all_are(database, PrintState.PRINTED)
    assert (len(statements) <= 8, len(transactions)) == (True, 2), statements


@pytest.mark.parametrize("before", [1, 2])
def test_what_is_queued_before_a_badge_is_out_begins_with_its_outcome(
    database: Database, cast: Cast, invite: Invite, before: int
) -> None:
    queue = EmbeddedQueue(database)
    printer = ready(queue, cast)
    for _ in range(before):
        casting.check_in(database, cast.kiosk, invite())
    (first,) = queue.poll([printer], 0)
    for _ in range(2 - before):
        casting.check_in(database, cast.kiosk, invite())

    assert not queue.poll([printer], 0)
    with counted(database) as (_, transactions):
        second = queue.report(first, Outcome.PRINTED)
        assert second is not None
        queue.content(second)
        queue.started(second)

    assert len(transactions) == 1
    assert all_are(database, PrintState.PRINTED, PrintState.STARTED)


def test_a_badge_in_hand_at_a_crash_is_a_question_and_never_printed_again(
    database: Database, cast: Cast, invite: Invite
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    lost = EmbeddedQueue(database)
    assert lost.poll([ready(lost, cast)], 0)

    queue = EmbeddedQueue(database)
    assert not queue.poll([ready(queue, cast)], 0)
    assert all_are(database, PrintState.NEEDS_HUMAN)


def test_a_badge_whose_words_cannot_be_read_holds_up_no_other(
    database: Database, cast: Cast, invite: Invite
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).profile = bytes(64)
    queue = EmbeddedQueue(database)

    (attempt,) = queue.poll([ready(queue, cast)], 0)

    # Nothing was begun, and the worker is told by its own question.
    assert all_are(database, PrintState.CLAIMED)
    with pytest.raises(EnvelopeDamagedError):
        queue.content(attempt)
    queue.report(attempt, Outcome.IMPOSSIBLE)
    assert all_are(database, PrintState.NEEDS_HUMAN)


def ready(queue: EmbeddedQueue, cast: Cast) -> PrinterReport:
    machine = next(one for one in queue.roster() if one.key == cast.printer.public_id)
    return PrinterReport(machine, PrinterCondition.READY)


@contextmanager
def counted(database: Database) -> Iterator[tuple[list[str], list[str]]]:
    """The statements and the transactions of the block; locks are no statements."""
    statements: list[str] = []
    transactions: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")) and not any(
            lock in statement for lock in ("FOR NO KEY UPDATE", "pg_advisory")
        ):
            statements.append(statement)

    def begun(*_: object) -> None:
        transactions.append("")

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "begin", begun)
    yield statements, transactions
    event.remove(database.engine, "before_cursor_execute", note)
    event.remove(database.engine, "begin", begun)


def raise_alarm(database: Database, cast: Cast) -> Alarm:
    with database.transaction() as store:
        place = cast.senopati.id, AlarmKind.REAL, cast.dewi.id
        return rolls.raise_alarm(store, *place)


def test_an_alarm_brings_its_roll_out_and_the_printer_says_so(
    database: Database, cast: Cast, invite: Invite, printer: VirtualPrinter
) -> None:
    with printing(database):
        casting.check_in(database, cast.kiosk, invite())
        until(database, lambda: all_are(database, PrintState.PRINTED))
        raise_alarm(database, cast)
        until(database, lambda: all_are(database, *[PrintState.PRINTED] * 2))

    assert (printer.badges, printer.faults) == (2, [])


# One that took all of it and is silent, or one that died in the middle: then it is tried again,
# unless the network had taken the rest by then.
NOBODY_KNOWS, CUT_SHORT = (PrintState.NEEDS_HUMAN, 0), (PrintState.QUEUED, 1)


@pytest.mark.parametrize(
    ("fault", "after", "known"),
    [
        (Fault.MUTE, 3_000, {NOBODY_KNOWS}),
        (Fault.POWER_CUT, 8_000, {NOBODY_KNOWS, CUT_SHORT}),
    ],
)
def test_a_printer_that_dies_on_a_roll_has_not_printed_it(
    database: Database,
    cast: Cast,
    invite: Invite,
    printer: VirtualPrinter,
    fault: Fault,
    after: int,
    known: set[tuple[PrintState, int]],
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    pace = replace(QUICK, deadlines=replace(DEADLINES, status=1, confirm=1))
    with at_work(EmbeddedQueue(database), pace):
        until(database, lambda: all_are(database, PrintState.PRINTED))
        printer.switches.turn_on(fault, after=after)
        raise_alarm(database, cast)
        until(
            database,
            lambda: bool(known & {(job.state, job.stubs) for job in jobs(database)}),
        )


def test_a_roll_takes_no_more_statements_than_its_guests_are_read_with(
    database: Database, cast: Cast, invite: Invite
) -> None:
    queue = EmbeddedQueue(database, attend_every=3600)
    printer = ready(queue, cast)
    queue.announce([printer])
    taken = []
    for _ in range(2):
        casting.check_in(database, cast.kiosk, invite())
        (badge,) = queue.poll([printer], 0)
        queue.report(badge, Outcome.PRINTED)
        alarm = raise_alarm(database, cast)
        with counted(database) as (statements, transactions):
            (attempt,) = queue.poll([printer], 0)
            queue.content(attempt)
            queue.started(attempt)
        queue.report(attempt, Outcome.PRINTED)
        taken.append((len(statements), len(transactions)))
        with database.transaction() as store:
            alarms.end(store, cast.senopati.id, alarm.id, cast.dewi.id)
    assert taken[0] == taken[1]
    assert taken[0][1] == 1
