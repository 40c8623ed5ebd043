"""The database: where transactions come from, each with its own instant and the keys.

SQLite lets one writer in at a time. A transaction that reads first and writes later can
find that another wrote in between, and fails with SQLITE_BUSY, which waiting cannot cure;
so every writing transaction begins with BEGIN IMMEDIATE and is the only writer from its
first statement on. SQLite's own waiting is by sleeping and trying again, which is unfair:
some writers starve for seconds. A lock of our own lets the threads of one process in, in
the order in which they came; between processes SQLite's waiting remains.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from visits.keys.keyring import Keys
from visits.keys.logged_decisions import AnyDecision, LoggedErasure
from visits.store import logged_rows
from visits.vocabulary.actors import Disclosure

BUSY_MS = 10_000
"""How long SQLite waits for a writer of another process: longer than any of ours takes."""
CONNECTIONS = 20
"""More than there are threads that answer requests, so that none waits for a connection."""

Clock = Callable[[], datetime]
OnDisclosure = Callable[[datetime, Sequence[Disclosure]], None]
"""Is handed what one transaction disclosed of guests, and when; returns at once."""


class UnloggedAccessError(Exception):
    """Guests' data was about to be read where nothing writes down who read it."""


def utc_now() -> datetime:
    """The instant, always aware: the only clock that is not a test's."""
    return datetime.now(UTC)


class Store(Session):
    """One transaction: all its rows happened at `now`; `keys` seal and open what it holds."""

    def __init__(
        self, engine: Engine, now: datetime, keys: Keys, *, is_logged: bool
    ) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.now = now
        self.keys = keys
        # A board of 500 guests lies under a few days' keys: ask the keyring once for each.
        self.living_day_key = cache(keys.keyring.living_day_key)
        self.disclosures: list[Disclosure] = []
        # What no restore may lose; it goes into the decision log just before the commit.
        self.decisions: list[AnyDecision] = []
        self._is_logged = is_logged

    def disclose(self, disclosures: Sequence[Disclosure]) -> None:
        """Note what a reader is shown of guests; raises UnloggedAccessError if nobody logs it."""
        if disclosures and not self._is_logged:
            raise UnloggedAccessError
        self.disclosures.extend(disclosures)


class Database:
    """One database and its keys.

    `listeners` are called after each commit by the thread that made it, and must return at
    once. `on_disclosure` is called after each transaction that disclosed something.
    """

    def __init__(
        self,
        url: str,
        keys: Keys,
        clock: Clock = utc_now,
        on_disclosure: OnDisclosure | None = None,
    ) -> None:
        # Without `hide_parameters` the text of an SQL error shows the values.
        self.engine = create_engine(url, hide_parameters=True, pool_size=CONNECTIONS)
        self.keys = keys
        self.clock = clock
        self.committed = threading.Condition()
        self.commits = 0
        self.listeners: list[Callable[[], None]] = []
        self._on_disclosure = on_disclosure
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        self._one_writer = threading.Lock() if self._is_sqlite else nullcontext()
        self._watch = Watch(self.engine.url.database) if self._is_sqlite else None
        self._writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        if self._is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def transaction(self) -> Iterator[Store]:
        """Yield a transaction that is committed, and on the disk, when the block ends.

        An error in the block undoes all of it. A transaction that changed no row wakes
        nobody who waits for a commit.
        """
        with self._one_writer, self._session(self._writing) as store:
            before = _changed_rows(store)
            with self._reporting(store):
                yield store
            store.flush()
            is_changed = before is None or _changed_rows(store) != before
            self._commit(store)
        if is_changed:
            with self.committed:
                self.commits += 1
                self.committed.notify_all()
            for listener in self.listeners:
                listener()

    def _commit(self, store: Store) -> None:
        """Log first, then commit: what was committed is never missing from the decision log."""
        if not store.decisions:
            store.commit()
            return
        log, number = self.keys.decisions, logged_rows.write(store)
        try:
            store.commit()
        except SQLAlchemyError:
            # A crash here instead leaves the entries, and `serve` carries them out when it
            # starts. SQLite may leave a transaction open that it could not commit: the
            # connection is given up, so that what the log does not say cannot happen.
            store.invalidate()
            log.withdraw(number)
            raise
        log.drop_sealed_of(
            {
                entry.visit
                for entry in store.decisions
                if isinstance(entry, LoggedErasure)
            }
        )

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Yield one consistent view of the data; what is done in it is undone."""
        with self._session(self.engine) as store, self._reporting(store):
            yield store

    def wait_for_commit(self, seen: int, seconds: float) -> None:
        """Return once `commits` is another number than `seen`, or the seconds have passed."""
        with self.committed:
            self.committed.wait_for(
                lambda: self.commits != seen, timeout=max(seconds, 0)
            )

    def version(self) -> int | None:
        """Return a number that every commit of any process changes; None if there is none."""
        return self._watch.version() if self._watch else None

    def empty_log(self, patience: float = 1.0) -> bool:
        """Empty SQLite's write-ahead log, where erased pages lie on; False if a reader prevents it.

        Tries for `patience` seconds; writers wait only for the time of a single try.
        """
        if not self._is_sqlite:
            return True
        until = time.monotonic() + patience
        with closing(
            sqlite3.connect(self.engine.url.database or "", isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            # Writes most pages back without a lock, so that the truncating step is short.
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            while (
                not (is_empty := self._truncate_log(connection))
                and time.monotonic() < until
            ):
                time.sleep(0.02)
            return is_empty

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._watch:
            self._watch.close()

    def _session(self, engine: Engine) -> Store:
        is_logged = self._on_disclosure is not None
        return Store(engine, self.clock(), self.keys, is_logged=is_logged)

    @contextmanager
    def _reporting(self, store: Store) -> Iterator[None]:
        # In `finally`: a reader has seen what they have seen, even if the transaction is undone.
        try:
            yield
        finally:
            if store.disclosures and self._on_disclosure:
                self._on_disclosure(store.now, store.disclosures)

    def _truncate_log(self, connection: sqlite3.Connection) -> bool:
        with self._one_writer:
            is_busy: int = connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchone()[0]
        return not is_busy


class Watch:
    """A connection of its own that sees whether any other one has committed.

    https://sqlite.org/pragma.html#pragma_data_version
    """

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


def _changed_rows(store: Store) -> int | None:
    """Return how many rows this connection has changed so far; None if it does not count."""
    raw: Any = store.connection().connection.dbapi_connection
    return getattr(raw, "total_changes", None)


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    handle: Any = connection
    # Python's sqlite3 would begin transactions of its own, before we can say IMMEDIATE.
    handle.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        # With NORMAL a power cut loses check-ins that were already acknowledged.
        "synchronous = FULL",
        "foreign_keys = ON",
        # Overwrites what is deleted: otherwise an erased guest's bytes lie in free pages.
        "secure_delete = ON",
    ):
        handle.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - sqlalchemy's Connection, untyped in events
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


event.listen(Store, "after_flush", logged_rows.note_flushed)
