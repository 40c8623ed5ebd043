"""Rows about channels beside e-mail, and about the messages that wait to go out by them."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel

from visits.store.columns import Code, Sealed, column
from visits.store.patterns import PUBLIC_ID
from visits.vocabulary.channels import ChannelKind, ChannelProblem, MessageKind


class Channel(SQLModel, table=True):
    """A way in which a member, or a site's front desk, is told that a guest is here."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    """Whose front desk it is; None for a member's."""
    kind: ChannelKind = column(Code(ChannelKind))
    fields: bytes = column(Sealed())
    place: int
    """Its place in the order; e-mail has place 0."""
    added_at: datetime
    broken_since: datetime | None = None
    problem: ChannelProblem | None = column(Code(ChannelProblem), nullable=True)


class Message(SQLModel, table=True):
    """Something to send by a channel. The text is made when it is sent."""

    __table_args__ = (
        Index("message_open", "settled_at", "not_before"),
        # By one channel each is told of a guest once, whoever asks for it.
        Index("message_about", "channel_id", "visit_id", "kind", unique=True),
    )

    id: int = Field(default=None, primary_key=True)
    channel_id: int = column(Integer(), to="channel.id")
    visit_id: int | None = column(Integer(), to="visit.id", nullable=True, index=True)
    kind: MessageKind = column(Code(MessageKind))
    queued_at: datetime
    not_before: datetime
    expires_at: datetime
    attempts: int = 0
    leased_until: datetime | None = None
    settled_at: datetime | None = None
    problem: ChannelProblem | None = column(Code(ChannelProblem), nullable=True)
