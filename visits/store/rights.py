"""Rows about guests' rights: requests, restrictions, holds, suppressions. They name nobody."""

from datetime import date, datetime

from sqlmodel import Field, Index, Integer, SQLModel

from visits.store.columns import Code, Digest, Sealed, column, index_where_set
from visits.store.patterns import LANGUAGE, PUBLIC_ID
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right


class Inquiry(SQLModel, table=True):
    """Somebody typed their address to see what is kept of them; a stranger's differs by nothing.

    The address lies sealed until the code was sent to it, and no longer than the inquiry lives.
    """

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    contact_digest: bytes = column(Digest())
    address: bytes | None = column(Sealed(), nullable=True)
    key_day: date
    language: str = column(Code(LANGUAGE, 5))
    tries: int = 0
    confirmed: bool = False
    started_at: datetime
    expires_at: datetime = Field(index=True)


class RightsRequest(SQLModel, table=True):
    """A right that somebody used, and the outcome; the row outlives its visit."""

    __table_args__ = (
        Index("rights_request_open", "site_id", "settled_at"),
        index_where_set("rights_request_noted", "noted_by"),
        index_where_set("rights_request_settled", "settled_by"),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id")
    visit_id: int | None = Field(default=None, index=True)
    """The visit with which the series began that it is about, whichever of its days goes first."""
    contact_digest: bytes | None = column(Digest(), nullable=True)
    kind: Right = column(Code(Right))
    channel: RequestChannel = column(Code(RequestChannel))
    received_at: datetime = Field(index=True)
    noted_by: int | None = Field(default=None, foreign_key="member.id")
    settled_at: datetime | None = None
    settled_by: int | None = Field(default=None, foreign_key="member.id")
    outcome: RequestOutcome | None = column(Code(RequestOutcome), nullable=True)


class Restriction(SQLModel, table=True):
    """The guest's data is kept, and used for nothing but law, safety and their own requests."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime


class ErasureAsked(SQLModel, table=True):
    """The guest asked for erasure while inside: it is done when they leave."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime


class LegalHold(SQLModel, table=True):
    """A visit is not erased before the review date, for a reason from a closed list."""

    __table_args__ = (index_where_set("legal_hold_by_member", "placed_by"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    visit_id: int = column(Integer(), to="visit.id", index=True)
    reason: HoldReason = column(Code(HoldReason))
    review_at: datetime
    placed_at: datetime
    placed_by: int | None = Field(default=None, foreign_key="member.id")
    """None is the operator."""
    released_at: datetime | None = None


class Suppression(SQLModel, table=True):
    """An address that wants no e-mails: a digest, kept so that the refusal is remembered."""

    contact_digest: bytes = column(Digest(), primary_key=True)
    since: datetime
