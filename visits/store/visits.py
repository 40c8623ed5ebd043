"""Rows about visits. Each fact's primary key is its visit, so that it happens only once."""

from datetime import date, datetime

from sqlmodel import Field, Index, Integer, SQLModel

from visits.store.columns import (
    Code,
    Digest,
    OrderedCode,
    Sealed,
    column,
    index_where_set,
)
from visits.store.patterns import LANGUAGE, PUBLIC_ID
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.visits import (
    Answer,
    EscalationStep,
    Lateness,
    LeftBy,
    Level,
    Lookup,
    RefusalReason,
    VisitPurpose,
)


class Visit(SQLModel, table=True):
    """Somebody comes to see a host at a site."""

    # The audit log names visits by number long after they are erased: no number is used twice.
    __table_args__ = {"sqlite_autoincrement": True}

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    company_id: int = Field(foreign_key="company.id")
    host_id: int = Field(foreign_key="member.id", index=True)
    language: str = column(Code(LANGUAGE, 5))
    notice: int
    """The version of the notice that the guest was given."""
    nonce: bytes = column(Digest(), unique=True)


class Invitation(SQLModel, table=True):
    """The host's announcement: when, why, the level of verification, and the current code."""

    # Boards and hosts look for visits by time; past ones cost nothing, as the indexes hold both.
    __table_args__ = (
        Index("invitation_by_site", "site_id", "day_ends_at"),
        Index("invitation_by_host", "host_id", "day_ends_at"),
    )

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    """The visit's, which never changes."""
    host_id: int = Field(foreign_key="member.id")
    """The visit's; both change when a colleague takes the visit over."""
    starts_at: datetime
    ends_at: datetime
    day_ends_at: datetime = Field(index=True)
    awaited_since: datetime = Field(index=True)
    """The start, or when its guest was told of it if that was later: lateness counts from then."""
    purpose: VisitPurpose = column(Code(VisitPurpose))
    least_level: Level = column(OrderedCode(Level))
    series_id: int = Field(index=True)
    """The visit with which its series began, of which it may be the only day.

    Code and links are derived from it. No foreign key, as that day may be erased before the others.
    """
    party_id: int | None = None
    """The visit of the first guest of its party; None for whoever was invited alone.

    The code is derived from it, and the links are not. No foreign key, as above.
    """
    generation: int
    code: bytes = column(Digest(), index=True)
    link: bytes = column(Digest(), index=True)
    sequence: int = 0
    emailed: bool = False
    """Whether an e-mail about it went out, or may have."""
    late_by: Lateness | None = column(
        OrderedCode(Lateness), default=None, nullable=True
    )
    """What the guest said last."""


class CoHost(SQLModel, table=True):
    """A colleague of the host who is told of the guest beside the host, and may answer."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)


class WalkIn(SQLModel, table=True):
    """Nobody invited the guest: they asked for a host at a kiosk, or the desk noted them."""

    __table_args__ = (
        index_where_set("walkin_to_escalate", "escalate_at"),
        index_where_set("walkin_by_member", "member_id"),
    )

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime
    kiosk_id: int | None = Field(default=None, foreign_key="kiosk.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    """Who of the desk noted them."""
    escalate_at: datetime | None = None
    """When somebody else is told, unless somebody has answered; None if nobody is any more."""
    rules_version: int | None = None
    """The house rules that the guest accepted when they asked, at a kiosk."""


class Withdrawal(SQLModel, table=True):
    """The host withdrew the invitation, or the guest said that they cannot come."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    """None for the guest."""


class Arrival(SQLModel, table=True):
    """The guest is in; at which level they showed who they are, and where or to whom."""

    __table_args__ = (
        index_where_set("arrival_by_member", "member_id"),
        index_where_set("arrival_inside", "inside_site_id"),
        index_where_set("arrival_to_escalate", "escalate_at"),
    )

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime
    level: Level = column(OrderedCode(Level))
    kiosk_id: int | None = Field(default=None, foreign_key="kiosk.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    inside_site_id: int | None = Field(default=None, foreign_key="site.id")
    """The site until the guest leaves, so that an index holds those who are inside only."""
    escalate_at: datetime | None = None
    """When somebody else is told, unless the host has answered; None if nobody is any more."""
    rules_version: int | None = None
    """The house rules that the guest has accepted; None if none were, or nobody asked."""
    rules_accepted_at: datetime | None = None


class Departure(SQLModel, table=True):
    """The guest has left."""

    __table_args__ = (index_where_set("departure_by_member", "member_id"),)

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime
    by: LeftBy = column(Code(LeftBy))
    member_id: int | None = Field(default=None, foreign_key="member.id")


class EarlierStay(SQLModel, table=True):
    """The guest was in and left, and has come back since; `Arrival` is of the newest stay."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    arrived_at: datetime = Field(primary_key=True)
    left_at: datetime
    left_by: LeftBy = column(Code(LeftBy))
    rules_version: int | None = None
    rules_accepted_at: datetime | None = None


class Refusal(SQLModel, table=True):
    """The desk turned the guest away."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime
    reason: RefusalReason = column(Code(RefusalReason))
    member_id: int = Field(foreign_key="member.id", index=True)


class HostAnswer(SQLModel, table=True):
    """What the host, or a colleague in their place, answered while the guest was here."""

    __table_args__ = (
        index_where_set("answer_names_colleague", "colleague_id"),
        index_where_set("answer_takes_visit", "former_host_id"),
    )

    id: int = Field(default=None, primary_key=True)
    visit_id: int = column(Integer(), to="visit.id", index=True)
    at: datetime
    answer: Answer = column(Code(Answer))
    member_id: int = Field(foreign_key="member.id", index=True)
    colleague_id: int | None = Field(default=None, foreign_key="member.id")
    """Who comes instead; the member themselves if they took the visit over."""
    former_host_id: int | None = Field(default=None, foreign_key="member.id")
    """Whose guest it was until this answer made the member the host; else None."""


class Escalation(SQLModel, table=True):
    """A step that was taken for a guest whose host did not answer, and which member was told."""

    __table_args__ = (index_where_set("escalation_to_member", "member_id"),)

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    step: EscalationStep = column(Code(EscalationStep), primary_key=True)
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")


class LateReminder(SQLModel, table=True):
    """The host was told that their guest is late."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    at: datetime


class Envelope(SQLModel, table=True):
    """The only place for a guest's data: one sealed document per visit and retention class."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    retention_class: RetentionClass = column(Code(RetentionClass), primary_key=True)
    expires_at: datetime = Field(index=True)
    key_day: date
    furthest_day: date
    """The furthest day it was ever sealed for: a backup may open until then."""
    body: bytes = column(Sealed())


class BlindIndex(SQLModel, table=True):
    """A digest by which an address or phone number finds the visit; see vault/blind_index."""

    visit_id: int = column(Integer(), to="visit.id", primary_key=True)
    item: Lookup = column(Code(Lookup), primary_key=True)
    digest: bytes = column(Digest(), index=True)
    watch_digest: bytes | None = column(Digest(), default=None, nullable=True)
    """What an entry of the watch list would have; None before `vault/reindexing` was there."""
    corrected_at: datetime | None = None
    """When it took the place of another address; None if the guest was invited with it."""
