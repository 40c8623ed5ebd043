"""Rows about badges and the jobs that bring them onto paper. What is printed is never stored."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel, UniqueConstraint

from visits.store.columns import Code, Digest, column
from visits.store.shapes import BADGE_NUMBER, PUBLIC_ID
from visits.words import PrintOutcome, ReprintReason, Trouble


class Badge(SQLModel, table=True):
    """What a guest wears. A reprint is another badge with a new code; the newest copy is the one in force."""

    __table_args__ = (UniqueConstraint("visit_id", "copy_number"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    visit_id: int = column(Integer(), to="visit.id")
    copy_number: int
    number: str = column(Code(BADGE_NUMBER, 12))
    code: bytes = column(Digest(), unique=True)
    issued_at: datetime
    reason: ReprintReason | None = column(Code(ReprintReason), nullable=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")


class PrintJob(SQLModel, table=True):
    """One attempt to bring a badge out: queued, claimed, started, and at last an outcome."""

    __table_args__ = (Index("print_job_open", "outcome", "not_before"),)

    badge_id: int = column(Integer(), to="badge.id", primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    printer_id: int | None = Field(default=None, foreign_key="printer.id")
    queued_at: datetime
    not_before: datetime
    attempts: int = 0
    leased_until: datetime | None = None
    started_at: datetime | None = None
    settled_at: datetime | None = None
    outcome: PrintOutcome | None = column(Code(PrintOutcome), nullable=True)
    trouble: Trouble | None = column(Code(Trouble), nullable=True)
