"""Printer groups: a site's own, in which printers take over in their order."""

import pytest

from tests.cast import Cast
from visits.paper import groups, printers
from visits.paper.printers import Machine
from visits.refusals import NameTaken, NotFound
from visits.store.database import Database


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
