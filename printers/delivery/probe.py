"""Probing: what a printer can do, asked once at set-up."""

from contextlib import closing
from dataclasses import dataclass

from printers.addresses import SpoolQueue
from printers.delivery.bidirectional_session import BidirectionalSession
from printers.delivery.completion import Barrier, NameQuestion, ProcessId
from printers.delivery.deadlines import DEFAULT, Deadlines
from printers.device import Device
from printers.escpos.commands import MAKER, MODEL
from printers.transports.opening import open_line
from printers.vocabulary import Confirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """How a printer confirms a badge, and its and its maker's name, where it tells."""

    confirm: Confirmation = Confirmation.NONE
    maker: str = ""
    model: str = ""


def probe(device: Device, deadlines: Deadlines = DEFAULT) -> Findings:
    """Return what the printer can do; nothing is printed.

    Raises PrinterError if it cannot be reached, or is not ready: then it would leave questions
    unanswered.
    """
    if isinstance(device.address, SpoolQueue):
        return Findings()
    line = open_line(device.address, deadlines.connect)
    with closing(BidirectionalSession(line, None, deadlines)) as printer:
        printer.check_ready()
        confirm = _confirm(printer)
        return Findings(
            confirm=confirm, maker=_name(printer, MAKER), model=_name(printer, MODEL)
        )


def _confirm(printer: BidirectionalSession) -> Confirmation:
    # The process id first: only its answer cannot be mistaken for another.
    if printer.ask(ProcessId()):
        return Confirmation.PROCESS_ID
    if printer.ask(Barrier()):
        return Confirmation.BARRIER
    return Confirmation.NONE


def _name(printer: BidirectionalSession, which: int) -> str:
    name = NameQuestion(which)
    printer.ask(name)
    return name.text
