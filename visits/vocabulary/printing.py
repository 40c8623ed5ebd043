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


class CancelReason(StrEnum):
    """Why a badge is not printed any more."""

    REPLACED = "replaced"
    BY_HAND = "by_hand"
