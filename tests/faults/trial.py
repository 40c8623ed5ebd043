"""One trial: badges go through the real queue to a printer that a fault befalls."""

from pathlib import Path
from time import monotonic
from typing import NamedTuple

from printers.virtual import Fault, VirtualPrinter
from printers.vocabulary import Confirmation
from tests.faults import ground_truth, lobby, mishaps
from tests.faults.ground_truth import Paper
from tests.faults.lobby import House, Outcome
from tests.faults.mishaps import NATURE, Job, Mishap
from tests.printers.virtual.caller import say
from visits.store.database import Database

# What a badge's connection begins with, and what follows its cut.
LOOK, QUESTION = bytes(8) + b"\x10\x04\x01", b"\x1d(H"


class Trial(NamedTuple):
    """What befell the printer, what the house believes, and the truth."""

    mishap: Mishap
    finished: bool
    outcomes: list[Outcome]
    paper: Paper
    last: str
    """How it stood when nobody waited any longer."""


def tried(house: House, folder: Path, mishap: Mishap) -> Trial:
    """Wait until everything is printed that can be, with people who do what they are asked."""
    with (
        lobby.copied(house, folder) as database,
        VirtualPrinter(record=True) as printer,
    ):
        nature = NATURE[mishap.confirm]
        if nature:
            printer.switches.turn_on(nature)
        mishaps.befall(printer, mishap)
        lobby.set_up(database, printer, mishap.confirm)
        finished = lobby.work(database, Person(database, printer, mishap).nothing_to_do)
        last = f"{lobby.states(database)}, {printer.switches.on}, listens {printer.listens}"
        return Trial(
            mishap, finished, lobby.outcomes(database), paper_of(printer), last
        )


def sound(house: House, folder: Path) -> Job:
    """A badge without any mishap."""
    with (
        lobby.copied(house, folder) as database,
        VirtualPrinter(record=True) as printer,
    ):
        lobby.set_up(database, printer, Confirmation.PROCESS_ID)
        assert lobby.work(database, lambda: True)
        dots = printer.heard.index(mishaps.FRAGMENT)
        begin, end = (
            printer.heard.rindex(LOOK, 0, dots),
            printer.heard.index(QUESTION, dots),
        )
        return Job(
            printer.heard[begin:end] + bytes(11), lobby.outcomes(database)[0].drawn
        )


def paper_of(printer: VirtualPrinter) -> Paper:
    """The truth, once a sound printer has done all that it heard."""
    printer.switches.all_off()
    say(printer, b"")
    cuts = [event.offset for event in printer.events if event.kind is Fault.POWER_CUT]
    return ground_truth.read(printer.heard, cuts)


class Person:
    """Mends the printer a while after its fault, and prints again what nobody knows about."""

    def __init__(
        self, database: Database, printer: VirtualPrinter, mishap: Mishap
    ) -> None:
        self._database = database
        self._printer = printer
        self._mishap = mishap
        self._struck_at: float | None = None
        self._mended = False

    def nothing_to_do(self) -> bool:
        """Do what is to be done now; say whether there was nothing."""
        if not self._mended:
            self._look_after_the_printer()
            return False
        return not lobby.print_again(self._database)

    def _look_after_the_printer(self) -> None:
        struck = mishaps.has_struck(self._printer, self._mishap)
        if struck and self._struck_at is None:
            self._struck_at = monotonic()
        over = all(state in lobby.OVER for state in lobby.states(self._database))
        if self._struck_at is None:
            self._mended = over
        else:
            self._mended = monotonic() >= self._struck_at + self._mishap.mended
        if self._mended:
            mishaps.mend(self._printer, self._mishap)
