"""Rows of the audit log, and the seals that chain them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from visits.store.columns import Code, Digest, column, index_where_set
from visits.store.patterns import ITEMS
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.policy import Purpose, Reader

SEALED_FIELDS = (
    "id",
    "at",
    "actor",
    "actor_id",
    "act",
    "reader",
    "purpose",
    "items",
    "visit_id",
    "subject_id",
    "count",
    "register_version",
)
"""What the digest of a seal is made of. A field added here would break every seal made
before: it must be left out of the digests of those."""


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
    """The member, device or site that the act changed; the act tells which kind."""
    count: int = 1
    register_version: int


class AuditSeal(SQLModel, table=True):
    """A seal: its digest stands for every entry up to `through`, and the seal before."""

    id: int = Field(default=None, primary_key=True)
    through: int = Field(unique=True)
    entries: int
    at: datetime
    digest: bytes = column(Digest())
