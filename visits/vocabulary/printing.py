"""The closed lists that only the store has of printing; the others are the printers' own."""

from enum import StrEnum


class ReprintReason(StrEnum):
    """Why a badge is printed again."""

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
    """The printer holds some or all of it, and reports that it waits for a person."""
    NEEDS_HUMAN = "needs_human"
    """Only a person can go on: it may be out, or cannot be printed."""
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    """Why a badge is not printed any more."""

    REPLACED = "replaced"
    BY_HAND = "by_hand"
    UNDONE = "undone"
    """The check-in that it was of."""
    ROLL_OVER = "roll_over"
    """The alarm has ended, or a drill became real: that roll looks for nobody any more."""
