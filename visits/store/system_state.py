"""Rows about the store itself: statistics, the state of purge and mail server, the key check."""

from datetime import date, datetime

from sqlmodel import BigInteger, Field, SQLModel

from visits.store.columns import Code, Digest, OrganisationText, column
from visits.store.patterns import MAIL_REPLY
from visits.vocabulary.erasure import VisitOutcome
from visits.vocabulary.mail import MailProblem
from visits.vocabulary.visits import VisitPurpose


class VisitStatistic(SQLModel, table=True):
    """How many erased visits there were in an hour: integers that name nobody."""

    site_id: int = Field(foreign_key="site.id", primary_key=True)
    day: date = Field(primary_key=True)
    hour: int = Field(primary_key=True)
    purpose: VisitPurpose = column(Code(VisitPurpose), primary_key=True)
    outcome: VisitOutcome = column(Code(VisitOutcome), primary_key=True)
    count: int


class Purge(SQLModel, table=True):
    """The one row about the purge: when it last ended well, and the newest time it has seen."""

    id: int = Field(default=1, primary_key=True)
    ended_at: datetime | None = None
    seen_at: datetime
    looked_at: datetime | None = None
    """When the purge last trusted the clock: before `seen_at` if the clock went back since."""
    destroyed_through: date
    """The last day whose key was destroyed: an older copy of the keyring brings none back."""
    stopped_at: datetime | None = None
    """Since when the clock is doubted: nothing is erased until somebody confirms it."""
    blocked_at: datetime | None = None
    """Since when a reader keeps the write-ahead log from being emptied."""
    unlogged: int = 0
    """How many visits were erased that the audit log does not show yet."""


class KeyCheck(SQLModel, table=True):
    """The one row that knows by a digest which root secret this store belongs to."""

    id: int = Field(default=1, primary_key=True)
    digest: bytes = column(Digest())


class DecisionPosition(SQLModel, table=True):
    """The one row that says through which number this database holds what the decision log says."""

    id: int = Field(default=1, primary_key=True)
    number: int = Field(sa_type=BigInteger)


class MailFailure(SQLModel, table=True):
    """The one row about e-mails that do not go out; deleted when the mail server takes one."""

    id: int = Field(default=1, primary_key=True)
    since: datetime
    problem: MailProblem = column(Code(MailProblem))
    reply: str | None = column(Code(MAIL_REPLY, 16), nullable=True)
    """The codes of the mail server's last reply, such as `554 5.7.1`."""


class CalendarHost(SQLModel, table=True):
    """The one row about calendar entries that were sent when their UID named the server's host."""

    id: int = Field(default=1, primary_key=True)
    host: str = column(OrganisationText(253))
    through_visit: int
    """The newest visit then; the UIDs of later ones name no host."""
