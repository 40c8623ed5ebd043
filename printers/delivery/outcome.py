"""How long each step of a delivery may take, in seconds."""

from collections.abc import Callable
from dataclasses import dataclass

from printers.vocabulary import PrinterCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long to wait, in seconds."""

    connect: float = 3.0
    status: float = 1.0
    """For the answer to a question that costs the printer nothing."""
    progress: float = 5.0
    """For the printer to take another byte."""
    whole: float = 120.0
    """For all of the bytes, however steadily they trickle."""
    confirm: float = 15.0
    """For the answer that the badge is complete."""
    attention: float = 600.0
    """For a person, from the moment the printer first asks for one."""
    goodbye: float = 1.0
    """For the printer to hang up when all is said."""


DEFAULT = Deadlines()

Waits = Callable[[PrinterCondition], None]
"""Told when a printer that holds data says why it waits, and when it goes on."""


def nobody(_condition: PrinterCondition) -> None:
    """Nobody wants to know why a printer waits."""
