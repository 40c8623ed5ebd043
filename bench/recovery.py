"""Recovery: how soon a printer that is back prints, and what one in trouble costs nine others."""

from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from lencana.embedded_queue import IN_HOUSE
from printers.agent.worker import WorkerPace
from printers.virtual import Fault
from printers.vocabulary import PrinterCondition
from tests.faults import lobby
from tests.faults.fleet import Fleet, fleet
from tests.faults.lobby import House
from visits.keys.keyring import open_keys
from visits.store import schema
from visits.store.database import Database

PRINTERS, BADGES = 10, 100
BACK, COST = 5, 1.25


def figures(folder: Path) -> Iterator[Figure]:
    """With the paces of a house, and in the tests' haste the ratio of two runs."""
    for away in (Fault.POWER_CUT, Fault.PAPER_OUT):
        seconds = _back(_house(folder / away, 1), folder / f"{away} house", away)
        yield Figure(
            f"printer back to next badge, {away}", round(seconds, 2), "s", BACK
        )
    full = _house(folder / "full", BADGES)
    sound = _nine(full, folder / "sound", None)
    for trouble in (Fault.POWER_CUT, Fault.STALL, Fault.SLOW_DRAIN):
        beside = _nine(full, folder / f"{trouble} beside", trouble)
        yield Figure(
            f"90 badges at nine printers beside one: {trouble}",
            round(beside / sound, 2),
            "ratio",
            COST,
        )


def _back(house: House, folder: Path, away: Fault) -> float:
    with fleet(house, folder, 1) as one:
        one.printers[0].switches.turn_on(away)
        with one.at_work(IN_HOUSE):
            one.until(lambda: one.condition(0) not in {None, PrinterCondition.READY})
            one.printers[0].switches.turn_off(away)
            return one.until(lambda: one.all_printed([0]))


def _nine(house: House, folder: Path, trouble: Fault | None) -> float:
    with fleet(house, folder, PRINTERS) as ten:
        if trouble:
            ten.printers[0].switches.turn_on(trouble)
        with ten.at_work(WorkerPace(patience=IN_HOUSE.patience)):
            seconds = ten.until(lambda: ten.all_printed(range(1, PRINTERS)))
            _end(ten)
        return seconds


def _end(ten: Fleet) -> None:
    ten.printers[0].switches.all_off()
    ten.until(lambda: ten.all_printed([0]))


def _house(folder: Path, guests: int) -> House:
    folder.mkdir(parents=True)
    keys = open_keys(folder / "keys")
    database = Database(f"sqlite:///{folder / 'lencana.db'}", keys)
    schema.migrate(database)
    database.close()
    return lobby.open_house(folder / "lencana.db", keys, guests)
