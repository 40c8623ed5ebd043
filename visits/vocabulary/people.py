"""Closed lists about members: what they may do, and what is counted against who tries too often."""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do here."""

    HOST = "host"
    DESK = "desk"
    COMPANY_ADMIN = "company_admin"
    """Manages hosts and guests of their company at their site."""


class QuotaScope(StrEnum):
    """Whose guests are counted together."""

    HOST = "host"
    COMPANY = "company"


class QuotaPeriod(StrEnum):
    """In what time they are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class QuotaReason(StrEnum):
    """Why the front desk allows more guests than the plan."""

    EVENT = "event"
    AGREED = "agreed"
    URGENT = "urgent"


class RateLimited(StrEnum):
    """What is counted against somebody who tries too often (docs/decisions/0024)."""

    SIGN_IN = "sign_in"
    SIGN_IN_ACCOUNT = "sign_in_account"
    SIGN_IN_NETWORK = "sign_in_network"
    SECOND_FACTOR = "second_factor"
    RESET = "reset"
    RESET_ADDRESS = "reset_address"
    RESET_NETWORK = "reset_network"
    RESET_IN_ALL = "reset_in_all"
    WRONG_AT_KIOSK = "wrong_at_kiosk"
    KIOSK_LOCK = "kiosk_lock"
    SENDING = "sending"
    SENDING_CONTACT = "sending_contact"
    VOUCHING = "vouching"
    RESENDING = "resending"
    GUEST_REQUEST = "guest_request"
    NEW_HOST = "new_host"
    WELCOME = "welcome"
    HOST_ANSWER = "host_answer"
    HOST_SEARCH = "host_search"
    PAST_GUESTS = "past_guests"
    WALK_IN = "walk_in"
    WATCH_LIST = "watch_list"
    CHANNEL_TEST = "channel_test"
    INQUIRY = "inquiry"
    HOST_TO_GUEST = "host_to_guest"
    SITE_TO_GUEST = "site_to_guest"
    INQUIRY_CONTACT = "inquiry_contact"
    INQUIRY_NETWORK = "inquiry_network"
