"""Closed lists about channels: their kinds, what goes out by them, and what keeps it from that."""

from enum import StrEnum


class ChannelKind(StrEnum):
    """The ways beside e-mail in which somebody is told that a guest is here."""

    SLACK = "slack"
    TEAMS = "teams"
    GOOGLE_CHAT = "google_chat"
    MATTERMOST = "mattermost"
    TELEGRAM = "telegram"
    NTFY = "ntfy"
    TWILIO = "twilio"
    INFOBIP = "infobip"
    WEBHOOK = "webhook"
    WEB_PUSH = "web_push"
    """A browser of the member's own."""


class MessageKind(StrEnum):
    """What goes out by a channel."""

    ARRIVED = "arrived"
    ARRIVAL_UNDONE = "arrival_undone"
    TAKEN_OVER = "taken_over"
    TEST = "test"


class ChannelProblem(StrEnum):
    """Why a message did not go out."""

    REFUSED = "refused"
    """The service answers that it takes nothing at this address, or not with these fields."""
    GONE = "gone"
    """The service says that there is nothing at this address, or no more."""
    REDIRECTED = "redirected"
    PRIVATE_ADDRESS = "private_address"
    HOST_UNKNOWN = "host_unknown"
    """Tried and told like a private address: nobody learns by it which names exist inside."""
    TLS = "tls"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    NOT_TAKEN = "not_taken"
    """A library has sent it in vain, and does not say why."""
    FAILED = "failed"
    """Ours: it could not be put together."""
    OVER = "over"
    """It would have come too late."""
    UNWANTED = "unwanted"


FINAL = frozenset(
    {
        ChannelProblem.REFUSED,
        ChannelProblem.GONE,
        ChannelProblem.REDIRECTED,
        ChannelProblem.OVER,
        ChannelProblem.UNWANTED,
    }
)
"""The problems that another try would only repeat."""
OF_MESSAGE = frozenset({ChannelProblem.OVER, ChannelProblem.UNWANTED})
"""The problems that say nothing of the channel."""
