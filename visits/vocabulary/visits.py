"""Closed lists about visits, members and kiosks, as rows hold them."""

from enum import IntEnum, StrEnum

CODE_DIGITS = 6
"""The digits of a one-time code; a guess is right once in a million, and five are allowed."""
VOUCH_DIGITS = 4
"""The digits that a kiosk shows for the host beside their guest: five guesses of ten thousand."""


class Role(StrEnum):
    """What a member may do here."""

    HOST = "host"
    DESK = "desk"


class FaceName(StrEnum):
    """The faces; each but the API has sessions of its own."""

    KIOSK = "kiosk"
    GUEST = "guest"
    HOSTS = "hosts"
    DESK = "desk"
    API = "api"
    DEMO = "demo"


class KioskCamera(StrEnum):
    """A kiosk's camera, as its tablet has reported it."""

    OPEN = "open"
    LOST = "lost"
    NEVER_SEEN = "never_seen"


class FlashMessage(StrEnum):
    """What a face tells once, on the next page; each face has its own labels."""

    SIGNED_OUT = "signed_out"
    SIGNED_OUT_THERE = "signed_out_there"
    LOBBY_OPENED = "lobby_opened"
    RESCHEDULED = "rescheduled"
    WITHDRAWN = "withdrawn"
    RESENT = "resent"
    ARRIVED = "arrived"
    REFUSED = "refused"
    DEPARTED = "departed"
    PRINTING_AGAIN = "printing_again"
    HANDED_OVER = "handed_over"
    SETTLED = "settled"
    RELEASED = "released"
    REVOKED = "revoked"
    BADGE_MOVED = "badge_moved"
    BY_HAND = "by_hand"
    PRINTER_ADDED = "printer_added"
    PRINTER_RETIRED = "printer_retired"
    AGENT_REVOKED = "agent_revoked"
    PRINTER_FIRST = "printer_first"
    PRINTER_MOVED = "printer_moved"
    KIOSK_MOVED = "kiosk_moved"
    KIOSK_STRANDED = "kiosk_stranded"
    GROUP_ADDED = "group_added"
    GROUP_REMOVED = "group_removed"
    REQUEST_NOTED = "request_noted"
    REQUEST_DONE = "request_done"
    REQUEST_DEFERRED = "request_deferred"
    REQUEST_HELD = "request_held"
    REQUEST_NOTHING = "request_nothing"
    REQUEST_DECLINED = "request_declined"
    RESTRICTION_LIFTED = "restriction_lifted"
    LANGUAGE_CHOSEN = "language_chosen"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - that it was changed
    SECOND_FACTOR_OFF = "second_factor_off"
    ACCOUNT_CLOSED = "account_closed"


class VisitPurpose(StrEnum):
    """The purpose of a visit, as the host chose it from a list."""

    MEETING = "meeting"
    INTERVIEW = "interview"
    TOUR = "tour"
    EVENT = "event"
    DELIVERY = "delivery"
    MAINTENANCE = "maintenance"


class Lateness(IntEnum):
    """How much later than planned guests say that they come, in minutes."""

    QUARTER_OF_AN_HOUR = 15
    HALF_AN_HOUR = 30
    AN_HOUR = 60


class PrinterSide(StrEnum):
    """Where a site's badge printer stands, seen from whoever faces the kiosk."""

    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"


class Lookup(StrEnum):
    """What a guest may type to be found."""

    EMAIL = "email"
    PHONE = "phone"


class Level(IntEnum):
    """How surely the lobby knows who came; no standard's assurance level is claimed."""

    NAME_ONLY = 0
    INVITED = 1
    ADDRESS_CONFIRMED = 2
    ID_SEEN = 3


class LeftBy(StrEnum):
    """Who ended a visit."""

    BADGE = "badge"
    DESK = "desk"
    CLOSING_TIME = "closing_time"


class RefusalReason(StrEnum):
    """Why the desk turned a guest away."""

    NAME_DOES_NOT_MATCH = "name_does_not_match"
    HOST_DECLINED = "host_declined"
    HOUSE_RULES = "house_rules"
    SAFETY = "safety"


class WaitReason(StrEnum):
    """Why somebody stands at the front desk."""

    HELP = "help"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    ANOTHER_SITE = "another_site"
    USED_AGAIN = "used_again"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    REPLACED = "replaced"
    UNKNOWN_CODE = "unknown_code"
    ID_CHECK = "id_check"
    NO_WAY_TO_SEND = "no_way_to_send"
    WRONG_CODE = "wrong_code"
    TOO_MANY_SENDINGS = "too_many_sendings"
    NO_BADGE = "no_badge"
    KIOSK_LOCKED = "kiosk_locked"
    RESTRICTED = "restricted"


class EmailKind(StrEnum):
    """The kinds of e-mail; each has templates of this name."""

    INVITATION = "invitation"
    RESCHEDULED = "rescheduled"
    WITHDRAWN = "withdrawn"
    ONE_TIME_CODE = "one_time_code"
    ARRIVED = "arrived"
    GUEST_LATE = "guest_late"
    GUEST_DECLINED = "guest_declined"
    WELCOME = "welcome"
    RIGHTS_CODE = "rights_code"
    AUDIT_HEAD = "audit_head"


ABOUT_INVITATION = frozenset(
    {EmailKind.INVITATION, EmailKind.RESCHEDULED, EmailKind.WITHDRAWN}
)
"""The e-mails that a host causes, each of which says all that the ones before it did."""


class UndeliveredReason(StrEnum):
    """Why an e-mail was given up."""

    NO_ADDRESS = "no_address"
    OVER = "over"
    REJECTED = "rejected"
    TRIED_TOO_OFTEN = "tried_too_often"
    SUPPRESSED = "suppressed"
    RESTRICTED = "restricted"
    OVERTAKEN = "overtaken"
    UNANNOUNCED = "unannounced"


class PairedDevice(StrEnum):
    """What a pairing code makes of whoever types it."""

    KIOSK = "kiosk"
    AGENT = "agent"


class RateLimited(StrEnum):
    """What is counted against somebody who tries too often (docs/decisions/0024)."""

    SIGN_IN = "sign_in"
    SIGN_IN_ACCOUNT = "sign_in_account"
    SIGN_IN_NETWORK = "sign_in_network"
    SECOND_FACTOR = "second_factor"
    WRONG_AT_KIOSK = "wrong_at_kiosk"
    KIOSK_LOCK = "kiosk_lock"
    SENDING = "sending"
    SENDING_CONTACT = "sending_contact"
    VOUCHING = "vouching"
    RESENDING = "resending"
    GUEST_REQUEST = "guest_request"
    INQUIRY = "inquiry"
    HOST_TO_GUEST = "host_to_guest"
    SITE_TO_GUEST = "site_to_guest"
    INQUIRY_CONTACT = "inquiry_contact"
    INQUIRY_NETWORK = "inquiry_network"
