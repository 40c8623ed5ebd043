"""The policy's closed lists: what it calls purposes, clauses, readers and times."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why a guest's data may be touched: the enum is the policy."""

    IDENTIFY = "identify"
    BADGE = "badge"
    VERIFY = "verify"
    PROTECT = "protect"
    COMPLY = "comply"


class Clause(StrEnum):
    """Clauses of the privacy policy that allow keeping data: V of guests, M of members."""

    V1 = "V1"
    V2 = "V2"
    M1 = "M1"
    M2 = "M2"
    M5 = "M5"


class Category(StrEnum):
    """The policy's kinds of information."""

    CONTACT = "contact"
    VERIFICATION = "verification"
    PROFESSIONAL = "professional"
    OTHER = "other"


class Basis(StrEnum):
    """What makes the keeping lawful."""

    LEGITIMATE_INTEREST = "legitimate_interest"
    LEGAL_DUTY = "legal_duty"
    CONTRACT = "contract"


class Source(StrEnum):
    """From whom it comes."""

    HOST = "host"
    GUEST = "guest"
    HOST_OR_GUEST = "host_or_guest"
    DESK = "desk"
    MEMBER = "member"
    SYSTEM = "system"


class Collected(StrEnum):
    """When it is collected."""

    INVITATION = "invitation"
    ARRIVAL = "arrival"
    INVITATION_OR_ARRIVAL = "invitation_or_arrival"
    DEPARTURE = "departure"
    REQUEST = "request"
    JOINING = "joining"
    USE = "use"


class Reader(StrEnum):
    """Who reads: a face's people, or the two edges that carry words outside."""

    HOST = "host"
    CO_HOST = "co_host"
    COMPANY_ADMIN = "company_admin"
    DESK = "desk"
    MARSHAL = "marshal"
    KIOSK = "kiosk"
    GUEST = "guest"
    MAILER = "post"
    PRINTING = "press"


class RetentionClass(StrEnum):
    """Where a guest's item lies sealed, which is how long it lives."""

    CONTACT = "contact"
    LOG = "log"


class Period(StrEnum):
    """Every period for which something is kept; a guest who never came has `no_show` for all."""

    CONTACT = "contact"
    LOG = "log"
    NO_SHOW = "no_show"
    LOBBY = "lobby"
    INQUIRY = "inquiry"
    HOST = "host"
    REQUESTS = "requests"
    AUDIT_LOG = "audit_log"
    WATCH = "watch"


class Timeless(StrEnum):
    """The retention classes that no clock empties, but an event."""

    BADGE = "badge"
    SUPPRESSION = "suppression"


class CountedFrom(StrEnum):
    """From when a time is counted, or until when a timeless retention class keeps."""

    ENDED = "ended"
    PLANNED_END = "planned_end"
    TOUCHED = "touched"
    ASKED = "asked"
    CLOSED = "closed"
    WRITTEN = "written"
    PRINTED = "printed"
    LIFTED = "lifted"
    LISTED = "listed"


class Way(StrEnum):
    """How a guest who reads the notice comes to their own page."""

    HERE = "here"
    INVITATION = "invitation"
    ADDRESS = "address"
    DESK = "desk"
