"""Printing: the worker brings a badge to a real TCP printer, and says no more than is known."""

import pytest

from lencana import printing
from lencana.printing import print_due
from printers.virtual import VirtualPrinter
from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock
from tests.journeys.codes import read_code
from visits import codes
from visits.paper import badges
from visits.store.database import Database
from visits.store.paper import PrintJob
from visits.store.places import Printer
from visits.words import PrintOutcome


@pytest.fixture
def printer(database: Database, cast: Cast) -> VirtualPrinter:
    """The printer at Senopati, not yet switched on."""
    printer = VirtualPrinter()
    with printer, database.transaction() as store:
        store.get_one(Printer, cast.printer.id).address = printer.address
    return printer


def job(database: Database) -> PrintJob:
    with database.reading() as store:
        return store.get_one(PrintJob, 1)


def test_a_badge_comes_out_and_is_not_called_printed(
    database: Database, cast: Cast, invite: Invite, printer: VirtualPrinter
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    with VirtualPrinter() as running:
        move(database, cast, running)
        print_due(database)
        assert running.wait_for_badges(1, timeout=30)
        paper = running.paper()
    assert paper is not None
    with database.reading() as store:
        assert badges.by_code(store, codes.digest(read_code(paper)))
    assert job(database).outcome is PrintOutcome.SENT_UNCONFIRMED
    assert printer.badges == 0


def test_a_printer_that_is_off_keeps_the_job_and_tells_the_desk(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock, printer: VirtualPrinter
) -> None:
    casting.check_in(database, cast.kiosk, invite())

    assert print_due(database) == 1

    assert printer.badges == 0
    waiting = job(database)
    assert (waiting.outcome, waiting.started_at, waiting.trouble) == (None, None, "refused")
    assert print_due(database) == 0
    clock.forward(seconds=2)
    assert print_due(database) == 1


def test_a_badge_that_cannot_be_drawn_is_nobodys_question(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    with VirtualPrinter() as running:
        move(database, cast, running)
        with monkeypatch.context() as broken:
            broken.setattr(printing, "draw", None)
            assert print_due(database) == 1

        waiting = job(database)
        assert (waiting.outcome, waiting.started_at, waiting.trouble) == (None, None, "bad_image")
        assert running.badges == 0
        clock.forward(seconds=2)
        assert print_due(database) == 1
        assert running.wait_for_badges(1, timeout=30)
    assert job(database).outcome is PrintOutcome.SENT_UNCONFIRMED


def test_an_idle_look_writes_nothing(database: Database, cast: Cast) -> None:
    commits = database.commits

    assert print_due(database) == 0

    assert (database.commits, cast.printer.width) == (commits, 576)


def move(database: Database, cast: Cast, printer: VirtualPrinter) -> None:
    """The site's printer is this one."""
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).address = printer.address
