"""Why a badge did not come out, in a closed vocabulary that can be logged."""

from enum import StrEnum


class Reason(StrEnum):
    """What went wrong between a badge and its paper."""

    unreachable = "unreachable"
    refused = "refused"
    reset = "reset"
    closed = "closed"
    stalled = "stalled"
    bad_address = "bad_address"
    bad_code = "bad_code"
    bad_image = "bad_image"
    unknown_width = "unknown_width"
    no_fonts = "no_fonts"


class Handed(StrEnum):
    """How much of the badge the kernel had taken: what the printer may hold of it."""

    nothing = "nothing"
    some = "some"
    everything = "everything"


class PrinterError(Exception):
    """No badge, or none that we know of: retried unless `permanent`. Its text holds no word of the badge."""

    def __init__(
        self, reason: Reason, explanation: str = "", *, handed_over: Handed = Handed.nothing
    ) -> None:
        self.reason = reason
        self.handed_over = handed_over
        super().__init__(f"{reason}: {explanation}" if explanation else str(reason))

    @property
    def permanent(self) -> bool:
        """Whether trying again with the same badge and printer cannot help."""
        return self.reason in _PERMANENT


_PERMANENT = frozenset(
    {Reason.bad_address, Reason.bad_code, Reason.bad_image, Reason.unknown_width, Reason.no_fonts}
)
