"""PostgreSQL, for several processes: many writers, who wait for each other by site.

Transactions are READ COMMITTED, and each statement sees what was committed before it. So
what was read may have changed before it is written, unless its row is locked first: a
transaction that is about a visit or a kiosk begins by locking its site, and is then that
site's only writer, as it would be the only one on SQLite (visits/store/locks.py). A locking
statement reads nothing else: of tables that are joined to the locked one PostgreSQL shows
what was there before it waited.
https://www.postgresql.org/docs/15/transaction-iso.html#XACT-READ-COMMITTED
"""

import select
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Select,
    TextClause,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlmodel import Session, SQLModel

from visits.store.backends import server_doubts
from visits.store.backends.backend import CONNECTING, Backend, Doubt, Failure, Serial

CONNECTIONS = 20
"""More than there are threads that answer requests, so that none waits for a connection."""
PREPARED_AFTER = 2
"""Executions on one connection: to plan what a scan reads takes longer than to read it."""
ASKED_AFTER = 5.0
"""Seconds after which a connection is asked whether its server is still there."""
SESSION = {
    # An error's DETAIL quotes the row; nobody waits longer for another writer than on SQLite.
    "lock_timeout": "10s",
    # A process that hangs must not keep a site from everybody else.
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
FAILURES = {
    "53100": Failure.DISK_FULL,
    "55P03": Failure.LOCKED,  # lock_not_available
    "40001": Failure.CONFLICT,  # serialization_failure
    "40P01": Failure.CONFLICT,  # deadlock_detected
    "23505": Failure.CONFLICT,  # unique_violation
    "23503": Failure.CONFLICT,  # foreign_key_violation
}
"""By SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html"""
VALUES_IN_MESSAGE = ("22", "23")
"""Classes of SQLSTATE: data exceptions and integrity constraint violations."""
_CHANGED, _USED_AT = "lencana_changed_rows", "lencana_used_at"


class Postgresql(Backend):
    """A database of a PostgreSQL server."""

    has_many_writers = True

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.writing = self.engine
        # Of all that it asks, a reader sees one moment.
        self.reading = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        event.listen(self.reading, "rollback", _end_reading)

    def _engine(self, url: str) -> Engine:
        options = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
        engine = create_engine(
            url,
            # Without it the text of an SQL error shows the values.
            hide_parameters=True,
            pool_size=CONNECTIONS,
            # The connection that was used last has the hot path's statements prepared.
            pool_use_lifo=True,
            isolation_level="READ COMMITTED",
            connect_args={
                **CONNECTING,
                "prepare_threshold": PREPARED_AFTER,
                "options": options,
                "application_name": "lencana",
            },
        )
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_ask_if_idle, engine.dialect))
        event.listen(engine, "after_cursor_execute", _count)
        event.listen(engine, "handle_error", _hide_values)
        return engine

    def one_writer(self) -> AbstractContextManager[Any]:
        return nullcontext()

    def changed_rows(self, store: Session) -> int:
        count: int = store.connection().info.get(_CHANGED, 0)
        return count

    def lock(
        self, store: Session, rows: Select[Any], *tables: type, skip_locked: bool
    ) -> list[Any]:
        # NO KEY UPDATE: rows that only refer to a locked one need not wait for it.
        locking = rows.with_for_update(
            of=tables, key_share=True, skip_locked=skip_locked
        )
        return list(store.execute(locking).scalars())

    def lock_names(self, store: Session, names: set[bytes]) -> None:
        # In one order, so that two who name the same ones do not wait for each other.
        numbers = sorted({_number(name) for name in names})
        store.execute(_LOCK_NAMES, {"numbers": numbers})

    def lock_table(self, store: Session, table: type[SQLModel]) -> None:
        # Whoever writes to the table queues behind this, so it must not wait for long.
        store.execute(_IMPATIENT)
        name = inspect(table).local_table
        store.execute(text(f'LOCK TABLE "{name}" IN SHARE ROW EXCLUSIVE MODE'))

    def version(self) -> int | None:
        return None

    def empty_log(self, patience: float) -> bool:
        # Not ours to empty: its segments are recycled, and the keys of past days are gone.
        del patience
        return True

    def keep_open(self, store: Session) -> None:
        store.execute(_KEEP_OPEN)

    @contextmanager
    def alone(self, what: Serial) -> Iterator[Callable[[], bool]]:
        # A lock of the session: it outlives transactions, and ends with the process.
        with self.engine.execution_options(
            isolation_level="AUTOCOMMIT"
        ).connect() as connection:
            number = _number(what.encode())
            is_had: bool = connection.scalar(_TRY_ALONE, {"number": number})
            try:
                yield lambda: is_had and _ask_if_open(connection, _ALIVE)
            finally:
                _ask_if_open(connection, _NO_LONGER, number=number)

    @contextmanager
    def rebuilding(self, connection: Connection) -> Iterator[None]:
        # Two processes may bring it up to date at once: the second finds it done.
        with connection.begin():
            number = _number(Serial.MIGRATION.encode())
            connection.execute(_LOCK_NAME, {"number": number})
            yield

    def check_references(self, connection: Connection) -> bool:
        del connection
        return True

    def objects(self, connection: Connection) -> Iterator[str]:
        yield from connection.execute(_OBJECTS).scalars()

    def keep_numbers(self, store: Session, numbers: Mapping[str, int]) -> None:
        for name, number in numbers.items():
            store.execute(_RAISE, {"name": name, "number": number})

    def doubts(self, connection: Connection, now: datetime) -> Iterator[Doubt]:
        return server_doubts.doubts(connection, now)

    def failure(self, problem: BaseException) -> Failure | None:
        state = getattr(getattr(problem, "orig", problem), "sqlstate", None)
        return FAILURES.get(state or "")


def _note_use(connection: Any, record: Any) -> None:  # noqa: ANN401 - a listener's arguments
    del connection
    record.info[_USED_AT] = monotonic()


def _ask_if_idle(dialect: Dialect, connection: Any, record: Any, _: Any) -> None:  # noqa: ANN401 - a listener's arguments
    """Replace the pool's connections if the server has ended this one.

    After a restart of the server the first guest must see no error page. A server that ends a
    session says so on its socket; only one that is gone without a word has to be asked.
    """
    heard = select.poll()
    heard.register(connection.fileno(), select.POLLIN)
    idle = monotonic() - record.info.get(_USED_AT, monotonic())
    if idle < ASKED_AFTER and not heard.poll(0):
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error:
        raise InvalidatePoolError from None


def _end_reading(connection: Connection) -> None:
    # At a rollback psycopg forgets all that it prepared; a reader has written nothing to undo.
    with suppress(psycopg.Error):
        connection.connection.commit()


def _ask_if_open(connection: Connection, question: TextClause, **values: int) -> bool:
    # One that was lost must not be opened anew: what its session had is gone with it.
    with suppress(DBAPIError):
        if not connection.invalidated:
            connection.execute(question, values)
            return True
    return False


def _count(connection: Connection, cursor: Any, statement: str, *about: Any) -> None:  # noqa: ANN401 - a listener's arguments
    _, context, _ = about
    is_written = context.isinsert or context.isupdate or context.isdelete
    if is_written or statement.startswith(("INSERT", "UPDATE", "DELETE")):
        info = connection.info
        info[_CHANGED] = info.get(_CHANGED, 0) + max(cursor.rowcount, 0)


def _hide_values(failing: ExceptionContext) -> None:
    """Leave the row and its values out of the text of an error, whoever prints it."""
    original: Any = failing.original_exception
    if not isinstance(original, psycopg.Error):
        return
    state, about = original.sqlstate or "", original.diag
    # Of data and of constraints the message itself quotes values; DETAIL and CONTEXT always may.
    names = (about.table_name, about.column_name, about.constraint_name)
    said = names if state.startswith(VALUES_IN_MESSAGE) else (about.message_primary,)
    words = " ".join(filter(None, (type(original).__name__, state, *said)))
    for problem in (original, failing.sqlalchemy_exception):
        if problem is not None and state:
            problem.args = (words,)


def _number(name: bytes) -> int:
    # An advisory lock is named by 64 bits; two names with the same number only wait.
    return int.from_bytes(sha256(name).digest()[:8], signed=True)


_IMPATIENT = text("SET LOCAL lock_timeout = '3s'")
_KEEP_OPEN = text("SET LOCAL idle_in_transaction_session_timeout = 0")
_LOCK_NAMES = text(
    "SELECT pg_advisory_xact_lock(number) FROM unnest(CAST(:numbers AS bigint[])) AS number"
)
_LOCK_NAME = text("SELECT pg_advisory_xact_lock(:number)")
_TRY_ALONE = text("SELECT pg_try_advisory_lock(:number)")
_ALIVE = text("SELECT 1")
_NO_LONGER = text("SELECT pg_advisory_unlock(:number)")
_RAISE = text("""
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,
    greatest(last_value, :number))
FROM pg_sequences WHERE schemaname = current_schema() AND sequencename = :name
""")
# What belongs to a table's own keys is not named: its name is the server's.
_OBJECTS = text("""
SELECT kind || ' ' || name FROM (
    SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
        WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' ELSE 'index' END AS kind,
        relname::text AS name
    FROM pg_class LEFT JOIN pg_constraint ON conindid = pg_class.oid AND contype IN ('p', 'u', 'x')
    WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('v', 'm', 'f', 'p', 'i', 'I') AND pg_constraint.oid IS NULL
    UNION ALL
    SELECT 'trigger', tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT 'rule', rulename::text FROM pg_rules WHERE schemaname = current_schema()
    UNION ALL
    SELECT 'publication', pubname::text FROM pg_publication
) AS found ORDER BY 1
""")
