"""Rows about badges, and jobs that bring them or a roll onto paper; never what is printed."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel, UniqueConstraint, text

from printers.vocabulary import PrintProblemKind
from visits.store.columns import Code, Digest, column, index_where_set
from visits.store.patterns import BADGE_NUMBER, PUBLIC_ID
from visits.vocabulary.printing import CancelReason, PrintState, ReprintReason


class Badge(SQLModel, table=True):
    """What a guest wears. A reprint is another badge with a new code; only the newest counts."""

    __table_args__ = (
        UniqueConstraint("visit_id", "copy_number"),
        index_where_set("badge_by_member", "member_id"),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    visit_id: int = column(Integer(), to="visit.id")
    copy_number: int | None
    """None for one that counts no more, as its guest's check-in was undone."""
    number: str = column(Code(BADGE_NUMBER, 12))
    code: bytes = column(Digest(), unique=True)
    issued_at: datetime
    reason: ReprintReason | None = column(Code(ReprintReason), nullable=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")


_STUB = "stub_printer_id IS NOT NULL"
_LIVE = "state IN ('claimed', 'started', 'waiting_printer')"


class PrintJob(SQLModel, table=True):
    """The printing of one badge, or of an alarm's roll at one printer, and how far it is.

    A printer has at most one live job.
    """

    __table_args__ = (
        Index("print_job_open", "state", "not_before"),
        index_where_set("print_job_of_roll", "alarm_id"),
        Index(
            "print_job_stub",
            "stub_printer_id",
            sqlite_where=text(_STUB),
            postgresql_where=text(_STUB),
        ),
        Index(
            "one_live_job_a_printer",
            "printer_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
    )

    public_id: str = column(Code(PUBLIC_ID, 26), primary_key=True)
    """A badge's own."""
    badge_id: int | None = column(
        Integer(), to="badge.id", default=None, nullable=True, unique=True
    )
    alarm_id: int | None = column(Integer(), to="alarm.id", default=None, nullable=True)
    """The alarm whose roll it prints; none for a badge."""
    site_id: int = Field(foreign_key="site.id")
    group_id: int | None = Field(default=None, foreign_key="printergroup.id")
    """The printers that may do it; none means the site's main ones."""
    state: PrintState = column(Code(PrintState))
    printer_id: int | None = Field(default=None, foreign_key="printer.id")
    """Where it is, or was last."""
    agent_id: int | None = Field(default=None, foreign_key="printagent.id")
    """Who has it; none means this house itself."""
    asked_printer_id: int | None = Field(default=None, foreign_key="printer.id")
    """The printer that the desk asked for, or a roll's; no other takes its place."""
    stub_printer_id: int | None = Field(default=None, foreign_key="printer.id")
    """The printer in which a part of it may lie, to be ejected before the next badge."""
    stubs: int = 0
    queued_at: datetime
    not_before: datetime
    attempts: int = 0
    leased_until: datetime | None = None
    started_at: datetime | None = None
    settled_at: datetime | None = None
    problem: PrintProblemKind | None = column(Code(PrintProblemKind), nullable=True)
    cancelled_because: CancelReason | None = column(Code(CancelReason), nullable=True)
