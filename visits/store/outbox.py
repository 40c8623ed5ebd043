"""Rows about what leaves the house and what was done: letters to send, the trail, and its seals."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel

from visits.store.columns import Code, Digest, column, index_where_set
from visits.store.patterns import ITEMS
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.policy import Purpose, Reader
from visits.vocabulary.visits import EmailKind, UndeliveredReason


class Email(SQLModel, table=True):
    """A message to send: which template about which visit, never its words. Rendered when it is sent."""

    __table_args__ = (
        Index("email_open", "settled_at", "not_before"),
        index_where_set("email_to_member", "member_id"),
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


class AuditEntry(SQLModel, table=True):
    """What was done by whom to which visit; no value, digest or address of a guest."""

    __table_args__ = (
        index_where_set("audit_by_actor", "actor_id", "actor"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: ActorKind = column(Code(ActorKind))
    actor_id: int | None = None
    act: Act = column(Code(Act))
    reader: Reader | None = column(Code(Reader), nullable=True)
    purpose: Purpose | None = column(Code(Purpose), nullable=True)
    items: str | None = column(Code(ITEMS, 120), nullable=True)
    """Names of the register's items, joined by `+`."""
    visit_id: int | None = Field(default=None, index=True)
    subject_id: int | None = None
    """The number of the member, device or place that the act changed; which of them, the act says."""
    count: int = 1
    register_version: int


class AuditSeal(SQLModel, table=True):
    """A link of the chain: this digest stands for every entry up to `through`, and for the seal before it."""

    id: int = Field(default=None, primary_key=True)
    through: int = Field(unique=True)
    entries: int
    at: datetime
    digest: bytes = column(Digest())
