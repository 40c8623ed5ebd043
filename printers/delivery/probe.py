"""Probing: what a printer can do, asked until it has answered."""

from contextlib import closing
from dataclasses import dataclass

from printers import profiles
from printers.addresses import Device, SpoolQueue
from printers.delivery.bidirectional_session import BidirectionalSession
from printers.delivery.completion import CompletionQuestion, NameQuestion
from printers.delivery.deadlines import DEFAULT, Deadlines, allowance, of_device
from printers.escpos.commands import MAKER, MODEL
from printers.transports import open_line
from printers.vocabulary import Confirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """How a printer confirms a badge, and its and its maker's name, where it tells.

    `confirm` is None if it did not answer: a busy printer is silent too, and may answer later.
    """

    confirm: Confirmation | None = None
    answers_within: float = 0.0
    """Seconds after which an answer should have come; 0 if there was none."""
    maker: str = ""
    model: str = ""


def probe(device: Device, deadlines: Deadlines = DEFAULT) -> Findings:
    """Return what the printer can do; nothing is printed.

    Raises PrinterError if it cannot be reached, or is not ready: then it would leave questions
    unanswered; and if it says that it is a model which cannot print a badge.
    """
    if isinstance(device.address, SpoolQueue):
        return Findings(confirm=Confirmation.NONE)
    deadlines = of_device(deadlines, device)
    line = open_line(device.address, deadlines.connect)
    with closing(BidirectionalSession(line, None, deadlines)) as printer:
        printer.check_ready()
        question = CompletionQuestion()
        if not printer.ask(question):
            return Findings()
        model = _name(printer, MODEL)
        profiles.refuse_unfit(model)
        return Findings(
            confirm=question.found,
            answers_within=allowance(printer.slowest_answer or 0.0),
            maker=_name(printer, MAKER),
            model=model,
        )


def _name(printer: BidirectionalSession, which: int) -> str:
    name = NameQuestion(which)
    printer.ask(name)
    return name.text
