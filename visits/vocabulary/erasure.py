"""Closed lists about erasure: legal holds, how a visit had ended, what hinders the purge."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why a visit is kept longer."""

    LEGAL_CLAIM = "legal_claim"
    INCIDENT = "incident"
    AUTHORITY = "authority"


class VisitOutcome(StrEnum):
    """How an erased visit had ended."""

    LEFT = "left"
    NO_SHOW = "no_show"
    NOT_LET_IN = "not_let_in"
    """A walk-in, whom nobody let in and nobody refused."""
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    ERASED = "erased"


class ErasureProblem(StrEnum):
    """Why data that is due may not be erased."""

    CLOCK_DOUBTED = "clock_doubted"
    CLOCK_BEHIND = "clock_behind"
    OVERDUE = "overdue"
    LOG_BLOCKED = "log_blocked"
