"""Rows about alarms: who is looked for while one lasts, and the counts that stay of it."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel, UniqueConstraint, text

from visits.store.columns import Code, Digest, column
from visits.store.patterns import PUBLIC_ID
from visits.vocabulary.visits import AlarmKind, RollPart


class Alarm(SQLModel, table=True):
    """An alarm of a site, which has one at a time; once it is over, its report in numbers."""

    __table_args__ = (
        Index(
            "one_alarm_a_site",
            "site_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        # No number is used twice: a form of an alarm that is over ends no other.
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    kind: AlarmKind = column(Code(AlarmKind))
    raised_at: datetime
    raised_by: int = Field(foreign_key="member.id", index=True)
    generation: int
    link: bytes | None = column(Digest(), nullable=True, unique=True)
    """Of the address by which marshals open the roll; none once it is over."""
    expires_at: datetime
    ended_at: datetime | None = None
    ended_by: int | None = Field(default=None, foreign_key="member.id", index=True)
    """None if nobody ended it in time."""
    on_roll: int
    found: int = 0
    unlisted: int = 0
    last_found_at: datetime | None = None


class RollEntry(SQLModel, table=True):
    """A guest who was, or may have been, on site when the alarm was raised."""

    alarm_id: int = column(Integer(), to="alarm.id", primary_key=True)
    visit_id: int = column(Integer(), to="visit.id", primary_key=True, index=True)
    part: RollPart = column(Code(RollPart))


class Marshal(SQLModel, table=True):
    """A telephone on which the roll was opened; it names nobody but itself."""

    __table_args__ = (
        UniqueConstraint("alarm_id", "phone"),
        UniqueConstraint("alarm_id", "number"),
    )

    id: int = Field(default=None, primary_key=True)
    alarm_id: int = column(Integer(), to="alarm.id")
    phone: str = column(Code(PUBLIC_ID, 26))
    """What the telephone chose for itself, at random."""
    number: int
    unlisted: int = 0
    """How many people its marshal has seen who are not on the roll."""
    heard_at: datetime


class Mark(SQLModel, table=True):
    """What one marshal last said of one guest."""

    marshal_id: int = column(Integer(), to="marshal.id", primary_key=True)
    visit_id: int = column(Integer(), to="visit.id", primary_key=True, index=True)
    turn: int
    """Which word of this telephone it is: of two the later counts, whenever each arrives."""
    is_found: bool
    at: datetime
