"""What a database backend does."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

CONNECTING = {"connect_timeout": 5, "tcp_user_timeout": 15_000}
"""How long a server is waited for: seconds, and milliseconds without an acknowledgement.

One that cannot be reached, unlike one that is down, would keep a thread for as long as the kernel
tries, which are minutes (https://www.postgresql.org/docs/15/libpq-connect.html).
"""


class Failure(Enum):
    """What an error of the database means to whoever had to do with it."""

    DISK_FULL = auto()
    LOCKED = auto()
    """Somebody else keeps what was needed."""
    CONFLICT = auto()
    """Another transaction was first: the same work, done again, sees what that one did."""


class Serial(StrEnum):
    """What one transaction at a time does, over all sites."""

    ACCESS_LOG = "access log"
    """Writes reads of guests' data into the audit log, once an hour each."""
    DECISIONS = "decision log"
    """Commits what the decision log says."""
    MIGRATION = "migration"
    PRINTING = "printing"
    """Drives the printers that have an address."""
    PURGE = "purge"
    CLOCK = "clock"
    """Judges the clock and moves what the purge knows of it."""


class Doubt(NamedTuple):
    """Why a store may lose or tell what it is given; a grave one keeps it from being used."""

    text: str
    is_grave: bool = True


class Backend(ABC):
    """One kind of database, opened at one URL.

    `reading` and `writing` are its engine with the options of the two kinds of transaction.
    """

    reading: Engine
    writing: Engine
    errors: tuple[type[Exception], ...] = (DBAPIError,)
    """What is raised where the database fails."""
    has_many_writers: bool
    """Whether transactions write beside each other, and lock rows for it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = self._engine(url)

    @abstractmethod
    def _engine(self, url: str) -> Engine: ...

    @abstractmethod
    def one_writer(self) -> AbstractContextManager[Any]:
        """Hold while a transaction writes: where one writes at a time, the others wait here."""

    @abstractmethod
    def changed_rows(self, store: Session) -> int:
        """Return how many rows this connection has changed so far."""

    @abstractmethod
    def lock(
        self, store: Session, rows: Select[Any], *tables: type, skip_locked: bool
    ) -> list[Any]:
        """Keep the rows of these tables from other writers until the transaction ends.

        Return what was selected; nothing at all where there is one writer.
        """

    @abstractmethod
    def lock_names(self, store: Session, names: set[bytes]) -> None:
        """Let no other transaction that names one of these go on until this one ends."""

    @abstractmethod
    def lock_table(self, store: Session, table: type) -> None:
        """Wait until nobody has rows of this table under way, and let nobody begin any."""

    @abstractmethod
    def version(self) -> int | None:
        """Return a number that every commit of any process changes; None if there is none."""

    @abstractmethod
    def empty_log(self, patience: float) -> bool:
        """Empty the log in which erased rows lie on; False if somebody prevents it."""

    @abstractmethod
    def keep_open(self, store: Session) -> None:
        """Let this transaction stay open while its client does something else for long."""

    @abstractmethod
    def alone(self, what: Serial) -> AbstractContextManager[Callable[[], bool]]:
        """Yield what tells whether no other process does this; none begins while it is True.

        A server that ends the session, as by a restart, lets others begin.
        """

    @abstractmethod
    def rebuilding(self, connection: Connection) -> AbstractContextManager[None]:
        """Let tables be rebuilt on this connection without a cascade to others."""

    @abstractmethod
    def check_references(self, connection: Connection) -> bool:
        """Return whether every row refers to rows that are there, before a migration's commit."""

    @abstractmethod
    def objects(self, connection: Connection) -> Iterator[str]:
        """Yield everything but tables that could hold or copy data, like `index of_its_name`."""

    @abstractmethod
    def keep_numbers(self, store: Session, numbers: Mapping[str, int]) -> None:
        """Let no table reuse a row number up to these, by the counters' names."""

    @abstractmethod
    def doubts(self, connection: Connection, now: datetime) -> Iterator[Doubt]:
        """Yield why this database may lose a commit, or write down what it should not."""

    @abstractmethod
    def failure(self, problem: BaseException) -> Failure | None:
        """Return what this error means; None for one that is a fault of ours."""

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
