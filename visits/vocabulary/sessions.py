"""Closed lists about sessions: the faces that have them, and what a face tells once."""

from enum import StrEnum


class FaceName(StrEnum):
    """The faces; each but the API has sessions of its own."""

    KIOSK = "kiosk"
    GUEST = "guest"
    HOSTS = "hosts"
    DESK = "desk"
    API = "api"
    DEMO = "demo"


class FlashMessage(StrEnum):
    """What a face tells once, on the next page; each face has its own labels."""

    SIGNED_OUT = "signed_out"
    SIGNED_OUT_THERE = "signed_out_there"
    LOBBY_OPENED = "lobby_opened"
    RESCHEDULED = "rescheduled"
    WITHDRAWN = "withdrawn"
    RESENT = "resent"
    ANSWERED = "answered"
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
