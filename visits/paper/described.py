"""A printer as somebody described it in a page, before anybody looked whether it can be one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from visits.paper.printers import Machine
from visits.refusals import VisitRefused


@dataclass(frozen=True)
class Described:
    """What was typed; a model knows its own width."""

    name: str
    address: str
    model: str = ""
    width: int | None = None
    cutter: bool = True


class Unfit(StrEnum):
    """Why what was described cannot be a printer of a site."""

    NO_ADDRESS = "no_address"
    OTHER_PORT = "other_port"
    NOT_FOUND = "not_found"
    NOT_IN_THE_NETWORK = "not_in_the_network"
    UNKNOWN_MODEL = "unknown_model"
    NO_WIDTH = "no_width"
    WRONG_WIDTH = "wrong_width"
    WIDER_THAN_ITS_MODEL = "wider_than_its_model"


class NotAPrinter(VisitRefused):
    """What was described cannot be a printer of a site; nothing was kept of it."""

    def __init__(self, reason: Unfit) -> None:
        super().__init__(reason)
        self.reason = reason


PrinterDesk = Callable[[Described], Machine]
"""Makes a machine of what was described, its address a number from now on (`NotAPrinter`)."""
