"""A device: what must be known of a printer to bring a badge out of it, and what it says of itself."""

from dataclasses import dataclass
from enum import StrEnum

from printers.addresses import Address


class Confirm(StrEnum):
    """How a printer says that a badge is complete, as it was found out at set-up."""

    PROCESS_ID = "process_id"
    BARRIER = "barrier"
    NONE = "none"


class Condition(StrEnum):
    """How a printer is, in its own words where it has any."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    FAULT = "fault"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"

    @property
    def fit_to_print(self) -> bool:
        """Whether a badge sent now should come out."""
        return self in {Condition.READY, Condition.PAPER_LOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where a printer is, how many dots it prints across, what it can do; `confirm` is None until probed."""

    address: Address
    width: int = 576
    cutter: bool = True
    confirm: Confirm | None = None
