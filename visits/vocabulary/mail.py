"""Closed lists about e-mails: kinds, what keeps one from going out, and why one was given up."""

from enum import StrEnum


class EmailKind(StrEnum):
    """The kinds of e-mail; each has templates of this name."""

    INVITATION = "invitation"
    RESCHEDULED = "rescheduled"
    HOST_CHANGED = "host_changed"
    DAY_WITHDRAWN = "day_withdrawn"
    """While other days of the series are to come."""
    WITHDRAWN = "withdrawn"
    ONE_TIME_CODE = "one_time_code"
    CONFIRMATION_CODE = "confirmation_code"
    WALK_IN = "walk_in"
    ARRIVED = "arrived"
    ARRIVAL_UNDONE = "arrival_undone"
    GUEST_LATE = "guest_late"
    GUEST_DECLINED = "guest_declined"
    NOT_HERE_YET = "not_here_yet"
    GUEST_REFUSED = "guest_refused"
    STILL_HERE = "still_here"
    PLAN_CHANGED = "plan_changed"
    CO_HOST_NAMED = "co_host_named"
    CO_HOST_ENDED = "co_host_ended"
    TAKEN_OVER = "taken_over"
    CHANNEL_BROKEN = "channel_broken"
    WELCOME = "welcome"
    MEMBERSHIP_ADDED = "membership_added"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of e-mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind of e-mail
    RIGHTS_CODE = "rights_code"
    AUDIT_HEAD = "audit_head"


ABOUT_INVITATION = frozenset(
    {
        EmailKind.INVITATION,
        EmailKind.RESCHEDULED,
        EmailKind.HOST_CHANGED,
        EmailKind.DAY_WITHDRAWN,
        EmailKind.WITHDRAWN,
    }
)
"""The e-mails to guests that hosts cause, each of which says all that the ones before it did."""
WITH_DIGITS = frozenset(
    {EmailKind.ONE_TIME_CODE, EmailKind.CONFIRMATION_CODE, EmailKind.RIGHTS_CODE}
)
"""The e-mails that somebody waits for, to type what they hold."""


AWAITED = WITH_DIGITS | {EmailKind.PASSWORD_RESET}
"""The e-mails that somebody asked for and waits for: they pass what is only told."""


TO_HOST = frozenset(
    {
        EmailKind.WALK_IN,
        EmailKind.ARRIVED,
        EmailKind.ARRIVAL_UNDONE,
        EmailKind.GUEST_LATE,
        EmailKind.GUEST_DECLINED,
        EmailKind.NOT_HERE_YET,
        EmailKind.GUEST_REFUSED,
        EmailKind.STILL_HERE,
        EmailKind.PLAN_CHANGED,
        EmailKind.CO_HOST_NAMED,
        EmailKind.CO_HOST_ENDED,
        EmailKind.TAKEN_OVER,
    }
)
"""The e-mails to hosts, also former ones, to co-hosts, or to whoever is told in their place."""


TELLS_CO_HOSTED = frozenset({EmailKind.PLAN_CHANGED, EmailKind.CO_HOST_NAMED})
"""Those of them that list every day, or guest of a party, whom their reader co-hosts."""


TELLS_DAYS = ABOUT_INVITATION | {EmailKind.GUEST_DECLINED}
"""The e-mails that say how the days of a series stand; a code must be as much work as a decoy."""


NEWEST_COUNTS = TELLS_CO_HOSTED | {
    EmailKind.ARRIVAL_UNDONE,
    EmailKind.GUEST_REFUSED,
    EmailKind.GUEST_LATE,
    EmailKind.CO_HOST_ENDED,
    EmailKind.TAKEN_OVER,
    EmailKind.WELCOME,
}
"""Those of which a newer one to the same person about the same says all."""


ASKS_FOR_ANSWER = frozenset({EmailKind.WALK_IN, EmailKind.ARRIVED})
"""Those of them that a host answers by a link."""


IN_THE_LOBBY = ASKS_FOR_ANSWER | {EmailKind.ONE_TIME_CODE, EmailKind.ARRIVAL_UNDONE}
"""The e-mails for which somebody stands there and waits: they pass what anybody may ask for."""


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


class MailProblem(StrEnum):
    """Why the mail server did not take an e-mail."""

    NO_SUCH_RECIPIENT = "no_such_recipient"
    """Only this one is final: no other e-mail will ever reach the address."""
    RECIPIENT_NOT_NOW = "recipient_not_now"
    HOST_UNKNOWN = "host_unknown"
    UNREACHABLE = "unreachable"
    CONNECTION_LOST = "connection_lost"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    REFUSED = "refused"
    BUSY = "busy"


OF_RECIPIENT = frozenset({MailProblem.NO_SUCH_RECIPIENT, MailProblem.RECIPIENT_NOT_NOW})
"""The problems of one mailbox; all others are the mail server's or ours."""
