"""Rows about e-mails to send: the outbox, filled by the transaction that causes them."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel

from visits.store.columns import Code, Digest, column, index_where_set
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.sessions import FaceName


class Email(SQLModel, table=True):
    """An e-mail to send: its kind and what it is about. The text is made when it is sent."""

    __table_args__ = (
        Index("email_open", "settled_at", "not_before"),
        index_where_set("email_to_member", "member_id"),
        index_where_set("email_undelivered", "undelivered"),
    )

    id: int = Field(default=None, primary_key=True)
    kind: EmailKind = column(Code(EmailKind))
    visit_id: int | None = column(Integer(), to="visit.id", nullable=True, index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    encounter_id: int | None = column(
        Integer(), to="encounter.id", nullable=True, index=True
    )
    inquiry_id: int | None = column(
        Integer(), to="inquiry.id", nullable=True, index=True
    )
    site_id: int | None = Field(default=None, foreign_key="site.id")
    """Whose privacy contact it goes to."""
    reset: bytes | None = column(Digest(), nullable=True)
    """The link to a new password, as the store knows it."""
    face: FaceName | None = column(Code(FaceName, 20), nullable=True)
    """Where a password was asked for, or set."""
    sending: int = 0
    queued_at: datetime
    not_before: datetime
    expires_at: datetime
    attempts: int = 0
    leased_until: datetime | None = None
    settled_at: datetime | None = None
    undelivered: UndeliveredReason | None = column(
        Code(UndeliveredReason), nullable=True
    )
