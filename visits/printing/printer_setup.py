"""A printer as staff described it in a form, and why that can be refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from visits.printing import printers
from visits.printing.printers import PrinterSetup
from visits.store.database import Store
from visits.store.sites import Printer
from visits.vocabulary import actors
from visits.vocabulary.refusals import VisitRefused


@dataclass(frozen=True)
class PrinterDescription:
    """What was typed; a model knows its own width."""

    name: str
    address: str
    model: str = ""
    width: int | None = None
    is_usual: bool = False
    """Nobody chose the width: a model's own counts instead."""
    cutter: bool = True


class UnfitReason(StrEnum):
    """Why a described printer is refused."""

    NO_ADDRESS = "no_address"
    OTHER_PORT = "other_port"
    NOT_FOUND = "not_found"
    THIS_COMPUTER = "this_computer"
    NOT_IN_THE_NETWORK = "not_in_the_network"
    TAKEN = "taken"
    """The hint is the printer that stands there."""
    UNKNOWN_MODEL = "unknown_model"
    MISSPELT_MODEL = "misspelt_model"
    """The hint is the models that are written almost so."""
    UNFIT_MODEL = "unfit_model"
    """A model that prints no raster images, or too coarse ones."""
    NO_WIDTH = "no_width"
    WRONG_WIDTH = "wrong_width"
    WIDER_THAN_ITS_MODEL = "wider_than_its_model"


class NotAPrinter(VisitRefused):
    """The described printer is refused; nothing of it is stored."""

    def __init__(self, problems: Mapping[UnfitReason, str]) -> None:
        super().__init__(*problems)
        self.problems = problems
        """All that is wrong, each with its hint, or an empty one."""


# Checks a description and returns the printer at its IP address (`NotAPrinter`).
PrinterCheck = Callable[[PrinterDescription], PrinterSetup]


def admit(
    store: Store,
    site_id: int,
    machine: PrinterSetup,
    actor: actors.Actor = actors.OPERATOR,
) -> Printer:
    """Add a printer to the site (`NameTaken`), unless one has that address (`NotAPrinter`)."""
    # Two rows for one machine would be two queues that print into each other's badges.
    names = [
        printer.name
        for printer in printers.of_site(store, site_id)
        if machine.address and printer.address == machine.address
    ]
    if names:
        raise NotAPrinter({UnfitReason.TAKEN: names[0]})
    return printers.add(store, site_id, machine, actor)
