"""The closed lists of guests' rights."""

from enum import StrEnum


class Right(StrEnum):
    """What a person may ask about their own data."""

    ACCESS = "access"
    EXPORT = "export"
    CORRECT = "correct"
    RESTRICT = "restrict"
    OBJECT = "object"
    ERASE = "erase"


class RequestChannel(StrEnum):
    """How a request came."""

    OWN_PAGE = "own_page"
    IN_PERSON = "in_person"


class RequestOutcome(StrEnum):
    """What came of a request; nothing is said of whom."""

    DONE = "done"
    DEFERRED = "deferred"
    NOTHING_KEPT = "nothing_kept"
    REFUSED_HELD = "refused_held"
    REFUSED_NOT_PROVEN = "refused_not_proven"
    REFUSED_LEGAL_DUTY = "refused_legal_duty"
    REFUSED_OTHERS_DATA = "refused_others_data"
