"""Rows about the store itself: counts of the forgotten, when it last forgot, and whose keys open it."""

from datetime import date, datetime

from sqlmodel import BigInteger, Field, SQLModel

from visits.store.columns import Code, Digest, column
from visits.vocabulary.erasure import Came
from visits.vocabulary.visits import VisitPurpose


class VisitStatistic(SQLModel, table=True):
    """How many guests of an hour are forgotten: integers that name nobody."""

    site_id: int = Field(foreign_key="site.id", primary_key=True)
    day: date = Field(primary_key=True)
    hour: int = Field(primary_key=True)
    purpose: VisitPurpose = column(Code(VisitPurpose), primary_key=True)
    outcome: Came = column(Code(Came), primary_key=True)
    count: int


class Purge(SQLModel, table=True):
    """The one row about forgetting: when it last ended well, and the newest instant this store has seen."""

    id: int = Field(default=1, primary_key=True)
    ended_at: datetime | None = None
    seen_at: datetime
    looked_at: datetime | None = None
    """When forgetting last believed the clock: before `seen_at` where the clock went back since."""
    destroyed_through: date
    """The last day whose keys are gone: an older keyring brings none of them back."""
    stopped_at: datetime | None = None
    """Since when the clock is doubted, and nobody is forgotten until it is confirmed."""
    blocked_at: datetime | None = None
    """Since when a reader keeps the write-ahead log from being emptied."""
    unlogged: int = 0
    """How many visits are gone of which the trail does not say so yet."""


class KeyCheck(SQLModel, table=True):
    """The one row that tells the root secret this store is sealed with from every other."""

    id: int = Field(default=1, primary_key=True)
    digest: bytes = column(Digest())


class DecisionPosition(SQLModel, table=True):
    """The one row that says through which number this database holds what the decision log says."""

    id: int = Field(default=1, primary_key=True)
    number: int = Field(sa_type=BigInteger)
