"""Why a badge did not come out, in a closed vocabulary that can be logged."""

from enum import StrEnum


class Reason(StrEnum):
    """What went wrong between a badge and its paper."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    RESET = "reset"
    CLOSED = "closed"
    STALLED = "stalled"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    FAULT = "fault"
    OFFLINE = "offline"
    UNCONFIRMED = "unconfirmed"
    """Everything was sent, and the answer that it is complete did not come in time."""
    BAD_ADDRESS = "bad_address"
    BAD_CODE = "bad_code"
    BAD_IMAGE = "bad_image"
    UNKNOWN_WIDTH = "unknown_width"
    UNKNOWN_PROFILE = "unknown_profile"
    TOO_SLOW = "too_slow"
    """A serial line below 115,200 baud."""
    NO_FONTS = "no_fonts"


class Handed(StrEnum):
    """How much of a badge has left us: what the printer may hold of it."""

    NOTHING = "nothing"
    """Nothing that could be printed."""
    PART = "part"
    """No byte of the cut: no badge, once its stub is voided."""
    EVERYTHING = "everything"
    """The cut too, or a part of it: there may be a whole badge."""


class PrinterError(Exception):
    """No badge, or none that we know of. Its text holds no word of the badge."""

    def __init__(
        self,
        reason: Reason,
        explanation: str = "",
        *,
        handed_over: Handed = Handed.NOTHING,
    ) -> None:
        self.reason = reason
        self.handed_over = handed_over
        super().__init__(f"{reason}: {explanation}" if explanation else str(reason))
