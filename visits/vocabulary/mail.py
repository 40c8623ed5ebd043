"""Closed list about sending e-mail: what keeps one from going out."""

from enum import StrEnum


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
