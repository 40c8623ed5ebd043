"""The database: transactions that carry their instant and the keys, and wake who waits for a commit."""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from visits.audit.recent_reads import RecentReads
from visits.keys.bunch import Keys
from visits.vocabulary.actors import Disclosure  # noqa: TC001 - named in annotations that run

BUSY_MS = 10_000

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The instant, always aware: the only clock that is not a test's."""
    return datetime.now(UTC)


class Store(Session):
    """One transaction: every row written in it happened at `now`, and `keys` seal and open what it holds.

    Whatever it told of guests stands in `told`, for the trail. Of each day it asks the keyring once.
    """

    def __init__(self, engine: Engine, now: datetime, keys: Keys) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.now = now
        self.keys = keys
        self.living_day_key = cache(keys.keyring.living_day_key)
        self.told: list[Disclosure] = []


class Database:
    """Where transactions come from. On SQLite one writer at a time enters, in the order of their coming.

    `listeners` are called after each commit, by whoever made it, and return at once. `told` is what readers
    were told of guests and the trail does not say yet; `noted` is what it is known to say.
    """

    def __init__(self, url: str, keys: Keys, clock: Clock = utc_now) -> None:
        self.engine = create_engine(url, hide_parameters=True, pool_size=20)
        self.keys = keys
        self.clock = clock
        self.committed = threading.Condition()
        self.commits = 0
        self.listeners: list[Callable[[], None]] = []
        self.told: deque[tuple[datetime, Disclosure]] = deque()
        self.noted = RecentReads()
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite's busy handler is unfair: without a lock of our own some writers wait for seconds.
        self._one_writer = threading.Lock() if self._is_sqlite else nullcontext()
        self._watch = Watch(self.engine.url.database) if self._is_sqlite else None
        self._writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        if self._is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def transaction(self) -> Iterator[Store]:
        """What is done in it happens whole or not at all, and is on the disk when it ends.

        One that changed nothing wakes nobody who waits for a commit.
        """
        with self._one_writer, Store(self._writing, self.clock(), self.keys) as store:
            before = _changes(store)
            with self._noting(store):
                yield store
            store.flush()
            changed = before is None or _changes(store) != before
            store.commit()
        if changed:
            with self.committed:
                self.commits += 1
                self.committed.notify_all()
            for listener in self.listeners:
                listener()

    def wait_for_commit(self, seen: int, seconds: float) -> None:
        """Some transaction has committed since `commits` was `seen`, or the seconds have passed."""
        with self.committed:
            self.committed.wait_for(
                lambda: self.commits != seen, timeout=max(seconds, 0)
            )

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """One consistent view; nothing that is done in it stays."""
        with Store(self.engine, self.clock(), self.keys) as store, self._noting(store):
            yield store

    @contextmanager
    def _noting(self, store: Store) -> Iterator[None]:
        """Whoever was told of a guest has heard it, even where everything else is undone."""
        try:
            yield
        finally:
            self.told.extend((store.now, told) for told in store.told)

    def version(self) -> int | None:
        """Another number after every commit of whatever process; None where there is no such number."""
        return self._watch.version() if self._watch else None

    def empty_log(self, patience: float = 1.0) -> bool:
        """Nothing that was erased lies in SQLite's write-ahead log; False while a reader still looks at it.

        Tries for `patience` seconds, and keeps writers waiting no longer than it takes.
        """
        if not self._is_sqlite:
            return True
        until = time.monotonic() + patience
        with closing(
            sqlite3.connect(self.engine.url.database or "", isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            while (
                not (is_empty := self._truncates(connection))
                and time.monotonic() < until
            ):
                time.sleep(0.02)
            return is_empty

    def _truncates(self, connection: sqlite3.Connection) -> bool:
        with self._one_writer:
            is_busy: int = connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchone()[0]
        return not is_busy

    def close(self) -> None:
        """Every connection is closed."""
        self.engine.dispose()
        if self._watch:
            self._watch.close()


class Watch:
    """A connection of its own that sees whether any other has committed (https://sqlite.org/pragma.html)."""

    def __init__(self, path: str | None) -> None:
        self._path = path or ":memory:"
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def version(self) -> int:
        with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._path, check_same_thread=False, isolation_level=None
                )
            number: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            return number

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _changes(store: Store) -> int | None:
    """How many rows this connection has changed so far; None where the database does not count them."""
    raw: Any = store.connection().connection.dbapi_connection
    return getattr(raw, "total_changes", None)


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    handle: Any = connection
    handle.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        handle.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - sqlalchemy's Connection, untyped in events
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
