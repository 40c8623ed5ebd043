"""Rows about channels beside e-mail, and about the messages that wait to go out by them."""

from datetime import datetime

from sqlalchemy import exists, or_
from sqlmodel import Field, Index, Integer, SQLModel, col

from visits.store.columns import Code, Sealed, column
from visits.store.patterns import PUBLIC_ID
from visits.store.visits import Visit
from visits.vocabulary.channels import ChannelKind, ChannelProblem, MessageKind


class Channel(SQLModel, table=True):
    """A way in which a member, a front desk or a company is told that a guest is here."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id", index=True)
    """Where the front desk, or the company, hears of guests by it; None for a member's."""
    company_id: int | None = Field(default=None, foreign_key="company.id")
    """Of whose guests alone it is told; None for a front desk's, and for a member's."""
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


HAS_CHANNELS = or_(
    exists().where(col(Channel.member_id) == col(Visit.host_id)),
    exists().where(
        col(Channel.site_id) == col(Visit.site_id),
        or_(
            col(Channel.company_id).is_(None),
            col(Channel.company_id) == col(Visit.company_id),
        ),
    ),
)
"""The condition that host, front desk or company have one, asked along with a visit.

Most have none, and then an arrival asks the store nothing more for them.
"""
