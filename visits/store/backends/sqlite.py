"""SQLite, the embedded default: one file, one process, one writer at a time.

A transaction that reads first and writes later can find that another wrote in between, and
fails with SQLITE_BUSY, which waiting cannot cure; so every writing transaction begins with
BEGIN IMMEDIATE and is the only writer from its first statement on. SQLite's own waiting is
by sleeping and trying again, which is unfair: some writers starve for seconds. A lock of our
own lets the threads of one process in, in the order in which they came; between processes
SQLite's waiting remains.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from visits.store.backends.backend import Backend, Doubt, Failure, Serial

BUSY_MS = 10_000
"""How long SQLite waits for a writer of another process: longer than any of ours takes."""
CONNECTIONS = 20
"""More than there are threads that answer requests, so that none waits for a connection."""
FAILURES = {
    "SQLITE_FULL": Failure.DISK_FULL,
    "SQLITE_BUSY": Failure.LOCKED,
    "SQLITE_LOCKED": Failure.LOCKED,
}


class Sqlite(Backend):
    """A database file of SQLite."""

    has_many_writers = False
    # The log is emptied without SQLAlchemy.
    errors = (DBAPIError, sqlite3.Error)

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.reading = self.engine
        self.writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._one_writer = threading.Lock()
        self._watch = Watch(self.url.database)

    def _engine(self, url: str) -> Engine:
        # Without `hide_parameters` the text of an SQL error shows the values.
        engine = create_engine(url, hide_parameters=True, pool_size=CONNECTIONS)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def one_writer(self) -> AbstractContextManager[Any]:
        return self._one_writer

    def changed_rows(self, store: Session) -> int:
        raw: Any = store.connection().connection.dbapi_connection
        count: int = raw.total_changes
        return count

    def lock(
        self, store: Session, rows: Select[Any], *tables: type, skip_locked: bool
    ) -> list[Any]:
        del store, rows, tables, skip_locked
        return []

    def lock_names(self, store: Session, names: set[bytes]) -> None:
        del store, names

    def lock_table(self, store: Session, table: type) -> None:
        del store, table

    def version(self) -> int | None:
        return self._watch.version()

    def empty_log(self, patience: float) -> bool:
        """Empty the write-ahead log; writers wait only for the time of a single try."""
        until = time.monotonic() + patience
        with closing(
            sqlite3.connect(self.url.database or "", isolation_level=None)
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

    def keep_open(self, store: Session) -> None:
        del store

    def alone(self, what: Serial) -> AbstractContextManager[Callable[[], bool]]:
        del what
        return nullcontext(lambda: True)

    @contextmanager
    def rebuilding(self, connection: Connection) -> Iterator[None]:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            connection.rollback()
            raw.execute("PRAGMA foreign_keys = ON")

    def check_references(self, connection: Connection) -> bool:
        # SQLite does not look at foreign keys while tables are rebuilt.
        return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None

    def objects(self, connection: Connection) -> Iterator[str]:
        # What belongs to a table's own keys has no words of its own there.
        asked = (
            "SELECT type || ' ' || name FROM sqlite_master "
            "WHERE type != 'table' AND sql IS NOT NULL"
        )
        yield from connection.exec_driver_sql(asked).scalars()

    def keep_numbers(self, store: Session, numbers: Mapping[str, int]) -> None:
        # Two statements, since SQLite has a counter only for tables that ever had a row.
        for name, number in numbers.items():
            for statement in (_RAISE, _BEGIN):
                store.execute(statement, {"name": name, "number": number})

    def doubts(self, connection: Connection, now: datetime) -> Iterator[Doubt]:
        del now
        # Asked, not assumed: on a network disk SQLite may refuse WAL mode.
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        full = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        # 2 is FULL: NORMAL may lose the last commits in a power cut.
        if (mode, full) != ("wal", 2):
            yield Doubt(
                "SQLite is not in WAL mode with synchronous=FULL: a power cut could lose guests."
            )

    def failure(self, problem: BaseException) -> Failure | None:
        name = getattr(getattr(problem, "orig", problem), "sqlite_errorname", "")
        # By its beginning: SQLite has longer names for the particular cases of each.
        causes = (kind for start, kind in FAILURES.items() if name.startswith(start))
        return next(causes, None)

    def close(self) -> None:
        super().close()
        self._watch.close()

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
                # Asked in the event loop, which may not wait for anybody.
                self._connection = sqlite3.connect(
                    self._path, timeout=0, check_same_thread=False, isolation_level=None
                )
            number: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            return number

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


_RAISE = text("UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :name")
_BEGIN = text(
    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :number "
    "WHERE EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name) "
    "AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
)


def _prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    handle: Any = connection
    # Python's sqlite3 would begin transactions of its own, before we can say IMMEDIATE.
    handle.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        # Overwrites what is deleted: otherwise an erased guest's bytes lie in free pages.
        "secure_delete = ON",
    ):
        handle.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:  # noqa: ANN401 - sqlalchemy's Connection, untyped in events
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
