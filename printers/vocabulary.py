"""The closed lists of printing, shared by the drivers, the agent, the domain and the desk.

Each value is stored in tables, travels in the API or stands in an agent's journal: a new one is
added, none is renamed.
"""

from dataclasses import dataclass, field
from enum import StrEnum

WIDTHS = range(384, 641, 8)
"""Dots across the paper for which a badge can be laid out."""


class Outcome(StrEnum):
    """What is known of one attempt to print a badge."""

    PRINTED = "printed"
    SENT_UNCONFIRMED = "sent_unconfirmed"
    """Everything was sent to a printer that cannot say whether the badge is complete."""
    NOT_SENT = "not_sent"
    """Nothing that could be printed left us."""
    CUT_SHORT = "cut_short"
    """A part was sent that cannot be a whole badge: its stub must be ejected first next time."""
    UNKNOWN = "unknown"
    """Everything was sent, and the printer did not say that the badge is complete."""
    IMPOSSIBLE = "impossible"
    """No printer can print this badge: another attempt would not help."""


class PrintKind(StrEnum):
    """What a print job brings onto paper."""

    BADGE = "badge"
    ROLL = "roll"
    """The guests who are looked for in an alarm, on strips."""


class PrintProblemKind(StrEnum):
    """What keeps a badge from its paper; the last two only the domain can know."""

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
    UNFIT_PROFILE = "unfit_profile"
    """A model that is known, and cannot print what a badge is made of."""
    TOO_SLOW = "too_slow"
    """A serial line below 115,200 baud."""
    NO_FONTS = "no_fonts"
    NO_PRINTER = "no_printer"
    """The site has no printer that may print it."""
    AGENT_LOST = "agent_lost"
    """Nothing was heard of the print agent since it began."""


class PrinterCondition(StrEnum):
    """What a printer says of itself, or that it cannot be reached."""

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
        return self in {PrinterCondition.READY, PrinterCondition.PAPER_LOW}

    @property
    def problem(self) -> PrintProblemKind | None:
        """The problem of a badge that is sent now; None where it should come out."""
        return None if self.fit_to_print else PrintProblemKind(self)


class Confirmation(StrEnum):
    """How a printer says that a badge is complete, as it was probed at set-up."""

    PROCESS_ID = "process_id"
    """It echoes the id of `GS ( H` when printing is complete: every Epson TM since the T88IV."""
    BARRIER = "barrier"
    """It answers `GS r 1` only after everything before it is printed: most clones."""
    NONE = "none"


class SentAmount(StrEnum):
    """How much of a badge was sent: what the printer may hold of it."""

    NOTHING = "nothing"
    """Nothing that could be printed."""
    PART = "part"
    """No byte of the cut: no badge, once its stub is voided."""
    EVERYTHING = "everything"
    """The cut too, or a part of it: there may be a whole badge."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at printing one badge, or a roll, equal to any other of the same job and number.

    `printer` is the key by which the queue knows the printer, `eject` says that a stub lies in
    it, and `kind` what is printed: where an attempt is only referred to, in an address or a
    journal, none of these is known.
    """

    job: str
    number: int
    printer: str = field(default="", compare=False)
    eject: bool = field(default=False, compare=False)
    kind: PrintKind = field(default=PrintKind.BADGE, compare=False)


class JobLost(Exception):
    """The lease ran out, or the job is settled: this attempt must not be printed."""
