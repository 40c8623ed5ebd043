"""Printer groups: a site's own, in which printers take over in their order."""

import pytest
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, Invite
from visits.lobby import kiosks, printer_groups
from visits.printing import printers
from visits.printing.printers import PrinterSetup
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Kiosk, Printer
from visits.vocabulary import actors
from visits.vocabulary.refusals import GroupInUse, NameTaken, NotFound


def test_a_name_is_given_to_one_group_of_a_site(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        printer_groups.add(store, cast.senopati.id, "Garden")
        printer_groups.add(store, cast.mitte.id, "Garden")
        with pytest.raises(NameTaken):
            printer_groups.add(store, cast.senopati.id, "Garden")


def test_a_printer_that_is_placed_takes_over_last(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        garden = printer_groups.add(store, cast.senopati.id, "Garden").id
        gate = printers.add(
            store,
            cast.senopati.id,
            PrinterSetup(name="Gate", width=576, group_id=garden),
        )
        printer_groups.place(store, cast.senopati.id, cast.printer.public_id, garden)
        there = [
            (one.name, one.group_id)
            for one in printers.of_site(store, cast.senopati.id)
        ]
    assert there == [(gate.name, garden), ("Counter", garden)]


def test_another_sites_group_printer_and_kiosk_are_not_found(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        theirs = printer_groups.add(store, cast.mitte.id, "Hof").id
        with pytest.raises(NotFound):
            printer_groups.place(
                store, cast.senopati.id, cast.printer.public_id, theirs
            )
        with pytest.raises(NotFound):
            printer_groups.place(store, cast.mitte.id, cast.printer.public_id, theirs)
        with pytest.raises(NotFound):
            printer_groups.bring_to(
                store, cast.senopati.id, cast.kiosk.public_id, theirs
            )
        with pytest.raises(NotFound):
            printer_groups.bring_to(store, cast.mitte.id, cast.kiosk.public_id, theirs)


@pytest.mark.parametrize("kind", [Printer, Kiosk])
def test_a_group_in_use_stays(
    database: Database, cast: Cast, kind: type[Printer | Kiosk]
) -> None:
    with database.transaction() as store:
        garden = printer_groups.add(store, cast.senopati.id, "Garden").id
        theirs = {Printer: cast.printer.id, Kiosk: cast.kiosk.id}
        store.get_one(kind, theirs[kind]).group_id = garden
        store.flush()
        with pytest.raises(GroupInUse):
            printer_groups.remove(store, cast.senopati.id, garden)


def test_badges_and_devices_of_the_past_outlive_their_group(
    database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        garden = printer_groups.add(store, cast.senopati.id, "Garden").id
        printer_groups.bring_to(store, cast.senopati.id, cast.kiosk.public_id, garden)
    casting.check_in(database, cast.kiosk, invite())
    with database.transaction() as store:
        printer_groups.place(store, cast.senopati.id, cast.printer.public_id, garden)
        printers.retire(
            store, cast.senopati.id, cast.printer.public_id, actors.OPERATOR
        )
        kiosks.revoke(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)
        with pytest.raises(NotFound):
            printer_groups.remove(store, cast.mitte.id, garden)
        printer_groups.remove(store, cast.senopati.id, garden)
        assert printer_groups.of_site(store, cast.senopati.id) == []
        assert store.exec(select(PrintJob)).one().group_id is None
