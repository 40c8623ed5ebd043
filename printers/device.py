"""A device: what must be known of a printer to print a badge on it."""

from dataclasses import dataclass

from printers.addresses import Address
from printers.vocabulary import Confirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where a printer is, its width in dots, what it can do; `confirm` is None until it said so.

    `answers_within` is how many seconds it may take to answer a call or a question, where that
    is longer than usual.
    """

    address: Address
    width: int = 576
    cutter: bool = True
    confirm: Confirmation | None = None
    answers_within: float = 0.0
