"""Printer groups: a site's own, in which printers take over in their order."""

import pytest
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, Invite
from visits.lobby import kiosks
from visits.paper import groups, printers
from visits.paper.printers import Machine
from visits.refusals import GroupInUse, NameTaken, NotFound
from visits.store.database import Database
from visits.store.paper import PrintJob
from visits.store.places import Kiosk, Printer
from visits.trail import actors


def test_a_name_is_given_to_one_group_of_a_site(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        groups.add(store, cast.senopati.id, "Garden")
        groups.add(store, cast.mitte.id, "Garden")
        with pytest.raises(NameTaken):
            groups.add(store, cast.senopati.id, "Garden")


def test_a_printer_that_is_placed_takes_over_last(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        garden = groups.add(store, cast.senopati.id, "Garden").id
        gate = printers.add(store, cast.senopati.id, Machine(name="Gate", width=576, group_id=garden))
        groups.place(store, cast.senopati.id, cast.printer.public_id, garden)
        there = [(one.name, one.group_id) for one in printers.of_site(store, cast.senopati.id)]
    assert there == [(gate.name, garden), ("Counter", garden)]


def test_another_sites_group_printer_and_kiosk_are_not_found(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        theirs = groups.add(store, cast.mitte.id, "Hof").id
        with pytest.raises(NotFound):
            groups.place(store, cast.senopati.id, cast.printer.public_id, theirs)
        with pytest.raises(NotFound):
            groups.place(store, cast.mitte.id, cast.printer.public_id, theirs)
        with pytest.raises(NotFound):
            groups.bring_to(store, cast.senopati.id, cast.kiosk.public_id, theirs)
        with pytest.raises(NotFound):
            groups.bring_to(store, cast.mitte.id, cast.kiosk.public_id, theirs)


@pytest.mark.parametrize("kind", [Printer, Kiosk])
def test_a_group_in_use_stays(database: Database, cast: Cast, kind: type[Printer | Kiosk]) -> None:
    with database.transaction() as store:
        garden = groups.add(store, cast.senopati.id, "Garden").id
        theirs = {Printer: cast.printer.id, Kiosk: cast.kiosk.id}
        store.get_one(kind, theirs[kind]).group_id = garden
        store.flush()
        with pytest.raises(GroupInUse):
            groups.remove(store, cast.senopati.id, garden)


def test_badges_and_devices_of_the_past_outlive_their_group(
    database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        garden = groups.add(store, cast.senopati.id, "Garden").id
        groups.bring_to(store, cast.senopati.id, cast.kiosk.public_id, garden)
    casting.check_in(database, cast.kiosk, invite())
    with database.transaction() as store:
        groups.place(store, cast.senopati.id, cast.printer.public_id, garden)
        printers.retire(store, cast.senopati.id, cast.printer.public_id, actors.OPERATOR)
        kiosks.revoke(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)
        with pytest.raises(NotFound):
            groups.remove(store, cast.mitte.id, garden)
        groups.remove(store, cast.senopati.id, garden)
        assert groups.of_site(store, cast.senopati.id) == []
        assert store.exec(select(PrintJob)).one().group_id is None
