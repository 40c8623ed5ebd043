"""The closed lists of printing: every word that a row about badges and printers may say."""

from enum import StrEnum


class ReprintReason(StrEnum):
    """Why a badge is made again."""

    NOT_PRINTED = "not_printed"
    DAMAGED = "damaged"
    LOST = "lost"
    NAME_WRONG = "name_wrong"


class PrintState(StrEnum):
    """How far a print job has come."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    STARTED = "started"
    PRINTED = "printed"
    SENT_UNCONFIRMED = "sent_unconfirmed"
    WAITING_PRINTER = "waiting_printer"
    """The printer holds some or all of the badge, and says that it waits for paper, a cover or its cutter."""
    NEEDS_HUMAN = "needs_human"
    """It may have come out: only somebody who looks can know."""
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What an agent says became of a job."""

    PRINTED = "printed"
    SENT_UNCONFIRMED = "sent_unconfirmed"
    NOT_SENT = "not_sent"
    CUT_SHORT = "cut_short"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"


class Condition(StrEnum):
    """How a printer is."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    FAULT = "fault"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"


class Confirm(StrEnum):
    """How a printer says that a badge is complete."""

    PROCESS_ID = "process_id"
    BARRIER = "barrier"
    NONE = "none"


class CancelReason(StrEnum):
    """Why a badge is not printed any more."""

    REPLACED = "replaced"
    BY_HAND = "by_hand"


class Trouble(StrEnum):
    """What keeps a badge from its paper, as the printers say it; the last two are the house's own."""

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
    BAD_ADDRESS = "bad_address"
    BAD_CODE = "bad_code"
    BAD_IMAGE = "bad_image"
    UNKNOWN_WIDTH = "unknown_width"
    UNKNOWN_PROFILE = "unknown_profile"
    TOO_SLOW = "too_slow"
    NO_FONTS = "no_fonts"
    NO_PRINTER = "no_printer"
    AGENT_LOST = "agent_lost"
