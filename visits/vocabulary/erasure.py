"""The closed lists of forgetting."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why a visit is remembered longer."""

    LEGAL_CLAIM = "legal_claim"
    INCIDENT = "incident"
    AUTHORITY = "authority"


class Came(StrEnum):
    """How a forgotten visit had ended."""

    LEFT = "left"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    ERASED = "erased"


class ErasureProblem(StrEnum):
    """Why the forgotten may not be gone."""

    CLOCK_DOUBTED = "clock_doubted"
    CLOCK_BEHIND = "clock_behind"
    OVERDUE = "overdue"
    LOG_BLOCKED = "log_blocked"
