"""Rescue: what the desk knows and does is believed, once, and only of its own site."""

from functools import partial

import pytest
from sqlmodel import select

from printers.vocabulary import Outcome, PrinterCondition, PrintProblemKind
from tests.cast import Cast, SettableClock
from tests.visits.printing.manual_agent import (
    bring_out,
    claim_all,
    claimed,
    job,
    report,
    start,
    states,
)
from visits.lobby import departures
from visits.printing import badge_recovery, badges, printers
from visits.printing.badge_recovery import AlreadyPrinted, BadgeReplaced
from visits.printing.printers import PrinterSetup, Sighting
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import CancelReason, PrintState
from visits.vocabulary.refusals import NotFound, NotInside


@pytest.fixture
def second(database: Database, cast: Cast) -> Printer:
    with database.transaction() as store:
        machine = PrinterSetup(
            name="Back office", address="tcp://127.0.0.1:9101", width=384
        )
        return printers.add(store, cast.senopati.id, machine)


def acts(database: Database, act: Act) -> list[tuple[int | None, int | None]]:
    with database.reading() as store:
        found = store.exec(select(AuditEntry).where(AuditEntry.act == act))
        return [(entry.actor_id, entry.visit_id) for entry in found]


def obstacle(database: Database) -> PrintProblemKind | None:
    with database.reading() as store:
        return badge_recovery.problem(store, store.exec(select(PrintJob)).one())


@pytest.mark.parametrize("outcome", [Outcome.SENT_UNCONFIRMED, Outcome.UNKNOWN])
def test_somebody_saw_the_badge_in_a_hand(
    database: Database, cast: Cast, visit: Visit, outcome: Outcome
) -> None:
    bring_out(database, outcome)

    with database.transaction() as store:
        for _ in range(2):
            badge_recovery.came_out(
                store, cast.senopati.id, visit.public_id, cast.dewi.id
            )

    assert states(database) == [PrintState.PRINTED]
    assert acts(database, Act.BADGE_SEEN) == [(cast.dewi.id, visit.id)]


@pytest.mark.parametrize(
    "state", [PrintState.QUEUED, PrintState.EXPIRED, PrintState.CANCELLED]
)
def test_a_badge_that_was_never_printed_came_out_nowhere(
    database: Database, cast: Cast, visit: Visit, state: PrintState
) -> None:
    with database.transaction() as store:
        store.exec(select(PrintJob)).one().state = state

    with database.transaction() as store, pytest.raises(NotFound):
        badge_recovery.came_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert states(database) == [state]


def test_another_site_rescues_nothing(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        with pytest.raises(NotFound):
            badge_recovery.came_out(
                store, cast.mitte.id, visit.public_id, cast.dieter.id
            )
        with pytest.raises(NotFound):
            badge_recovery.by_hand(
                store, cast.mitte.id, visit.public_id, cast.dieter.id
            )
        with pytest.raises(NotFound):
            badge_recovery.print_elsewhere(
                store,
                cast.mitte.id,
                visit.public_id,
                cast.printer.public_id,
                cast.dieter.id,
            )


def test_what_was_not_sent_moves_to_the_printer_the_desk_asks_for(
    database: Database, cast: Cast, visit: Visit, second: Printer
) -> None:
    with database.transaction() as store:
        badge_recovery.print_elsewhere(
            store, cast.senopati.id, visit.public_id, second.public_id, cast.dewi.id
        )

    assert claimed(database).printer == second.public_id
    assert acts(database, Act.BADGE_MOVED) == [(cast.dewi.id, visit.id)]


def test_what_may_be_out_is_printed_elsewhere_as_a_copy(
    database: Database, cast: Cast, visit: Visit, second: Printer
) -> None:
    bring_out(database, Outcome.UNKNOWN)

    with database.transaction() as store:
        badge_recovery.print_elsewhere(
            store, cast.senopati.id, visit.public_id, second.public_id, cast.dewi.id
        )

    copy = claimed(database)
    assert copy.printer == second.public_id
    with database.reading() as store:
        newest, _job = badges.newest(store, [visit.id])[visit.id]
    assert (newest.public_id, newest.copy_number) == (copy.job, 2)


def test_a_badge_written_with_a_pen_is_not_printed_any_more(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        for _ in range(2):
            badge_recovery.by_hand(
                store, cast.senopati.id, visit.public_id, cast.dewi.id
            )

    assert claim_all(database) == []
    assert (job(database).state, job(database).cancelled_because) == (
        PrintState.CANCELLED,
        CancelReason.BY_HAND,
    )
    assert acts(database, Act.BADGE_BY_HAND) == [(cast.dewi.id, visit.id)]


def test_a_copy_that_a_newer_one_has_replaced_is_not_taken_for_the_one_in_force(
    database: Database, cast: Cast, visit: Visit, second: Printer
) -> None:
    bring_out(database, Outcome.UNKNOWN)
    with database.transaction() as store:
        badge_recovery.print_elsewhere(
            store, cast.senopati.id, visit.public_id, second.public_id, cast.dewi.id
        )
        by_hand = partial(
            badge_recovery.by_hand,
            store,
            cast.senopati.id,
            visit.public_id,
            cast.dewi.id,
        )
        with pytest.raises(BadgeReplaced):
            by_hand(copy=1)
        by_hand(copy=2)


def test_a_badge_that_came_out_is_not_taken_for_written_by_hand(
    database: Database, cast: Cast, visit: Visit
) -> None:
    bring_out(database, Outcome.PRINTED)

    with database.transaction() as store, pytest.raises(AlreadyPrinted):
        badge_recovery.by_hand(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    assert (job(database).state, job(database).cancelled_because) == (
        PrintState.PRINTED,
        None,
    )
    assert acts(database, Act.BADGE_BY_HAND) == []


def test_one_that_was_written_while_it_printed_is_so_however_it_ended(
    database: Database, cast: Cast, visit: Visit
) -> None:
    claim = claimed(database)
    start(database, claim)
    for outcome in (Outcome.PRINTED, Outcome.PRINTED):
        with database.transaction() as store:
            badge_recovery.by_hand(
                store, cast.senopati.id, visit.public_id, cast.dewi.id
            )
        report(database, claim, outcome)

    assert job(database).cancelled_because is CancelReason.BY_HAND


def test_nobody_writes_a_badge_for_who_has_left(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    with database.transaction() as store, pytest.raises(NotInside):
        badge_recovery.by_hand(store, cast.senopati.id, visit.public_id, cast.dewi.id)


@pytest.mark.usefixtures("visit")
def test_an_obstacle_is_known_before_anything_was_tried(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    assert obstacle(database) is None
    with database.transaction() as store:
        printers.record_sighting(
            store,
            store.get_one(Printer, cast.printer.id),
            Sighting(PrinterCondition.PAPER_OUT),
        )
    assert obstacle(database) is PrintProblemKind.PAPER_OUT

    with database.transaction() as store:
        printers.record_sighting(
            store,
            store.get_one(Printer, cast.printer.id),
            Sighting(PrinterCondition.READY),
        )
    assert obstacle(database) is None
    clock.forward(minutes=5)
    assert obstacle(database) is PrintProblemKind.AGENT_LOST


@pytest.mark.usefixtures("visit")
def test_a_site_without_a_printer_says_so(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        printers.retire(
            store, cast.senopati.id, cast.printer.public_id, actors.OPERATOR
        )

    assert obstacle(database) is PrintProblemKind.NO_PRINTER


@pytest.mark.usefixtures("visit")
def test_a_retired_printer_gives_its_badges_to_the_others(
    database: Database, cast: Cast, second: Printer
) -> None:
    report(database, claimed(database), Outcome.NOT_SENT, PrintProblemKind.REFUSED)
    with database.transaction() as store:
        printers.retire(
            store, cast.senopati.id, cast.printer.public_id, actors.OPERATOR
        )

    claim = claimed(database)
    start(database, claim)
    assert claim.printer == second.public_id


def test_a_badge_written_by_hand_while_it_prints_leaves_its_stub_known(
    database: Database, cast: Cast, visit: Visit
) -> None:
    claim = claimed(database)
    start(database, claim)
    with database.transaction() as store:
        badge_recovery.by_hand(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert states(database) == [PrintState.STARTED]

    report(database, claim, Outcome.CUT_SHORT, PrintProblemKind.RESET)

    over = job(database)
    assert (over.state, over.cancelled_because) == (
        PrintState.CANCELLED,
        CancelReason.BY_HAND,
    )
    assert over.stub_printer_id == cast.printer.id


def test_a_badge_that_is_being_printed_is_not_said_to_be_out(
    database: Database, cast: Cast, visit: Visit
) -> None:
    start(database, claimed(database))

    with database.transaction() as store, pytest.raises(NotFound):
        badge_recovery.came_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


@pytest.mark.usefixtures("visit")
def test_a_stub_in_a_retired_printer_binds_nobody(
    database: Database, cast: Cast, second: Printer, clock: SettableClock
) -> None:
    bring_out(database, Outcome.CUT_SHORT)
    with database.transaction() as store:
        printers.retire(
            store, cast.senopati.id, cast.printer.public_id, actors.OPERATOR
        )
    clock.forward(seconds=2)

    claim = claimed(database)

    assert (claim.printer, claim.eject) == (second.public_id, False)
