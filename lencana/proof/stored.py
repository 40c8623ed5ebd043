"""A database as its values lie in it, whatever the program's own models say of them."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from lencana.backups import BackupRefused
from lencana.proof.files import is_archive
from visits.store.backends.backend import CONNECTING
from visits.store.schema import ALEMBIC_TABLE

AT_ONCE = 5000
"""Rows in memory at once, since the audit log may be long."""


class Stored(ABC):
    """One moment of a database, which is only read."""

    own_tables: frozenset[str]
    """Tables that the store itself, and not the models, brings along."""
    errors: tuple[type[Exception], ...]

    @abstractmethod
    def objects(self) -> Sequence[tuple[str, str]]:
        """Return kind and name of all that could hold or copy data."""

    @abstractmethod
    def rows(self, table: str) -> tuple[list[str], Iterator[list[Any]]]:
        """Return the names of the table's columns, and its rows in batches."""

    @abstractmethod
    def envelopes(self) -> Iterator[Any]:
        """Yield visit, retention class, deadline, day of the key and sealed bytes of each."""


class StoredFile(Stored):
    """A database file of SQLite."""

    own_tables = frozenset({"sqlite_sequence", "sqlite_stat1", ALEMBIC_TABLE})
    errors = (sqlite3.Error, UnicodeDecodeError)

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def objects(self) -> Sequence[tuple[str, str]]:
        # Objects without SQL are SQLite's own indexes for keys, which hold no more than the tables.
        named = "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL"
        return self._database.execute(named).fetchall()

    def rows(self, table: str) -> tuple[list[str], Iterator[list[Any]]]:
        found = self._database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own
        names = [entry[0] for entry in found.description]
        return names, iter(lambda: found.fetchmany(AT_ONCE), [])

    def envelopes(self) -> Iterator[Any]:
        return iter(self._database.execute(_ENVELOPES))


class StoredOnServer(Stored):
    """A database of a PostgreSQL server."""

    own_tables = frozenset({ALEMBIC_TABLE})
    errors = (SQLAlchemyError,)

    def __init__(self, database: Connection) -> None:
        self._database = database

    def objects(self) -> Sequence[tuple[str, str]]:
        return [(kind, name) for kind, name in self._database.execute(text(_OBJECTS))]

    def rows(self, table: str) -> tuple[list[str], Iterator[list[Any]]]:
        found = self._database.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - a name of our own
        return list(found.keys()), map(list, found.partitions(AT_ONCE))

    def envelopes(self) -> Iterator[Any]:
        yield from self._database.execute(text(_ENVELOPES))


@contextmanager
def in_file(file: Path, *, is_copy: bool) -> Iterator[Stored]:
    """Yield the database in the file; a copy is one that nobody writes to."""
    # immutable: SQLite makes no lock and no log beside a copy.
    source = f"{file.resolve().as_uri()}?mode=ro" + ("&immutable=1" if is_copy else "")
    with closing(sqlite3.connect(source, uri=True, isolation_level=None)) as database:
        # One snapshot: the server may write meanwhile.
        database.execute("BEGIN")
        yield StoredFile(database)


@contextmanager
def on_server(url: str) -> Iterator[Stored]:
    """Yield the server's database at this URL."""
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={
            **CONNECTING,
            "options": "-c timezone=UTC -c default_transaction_read_only=on",
        },
    )
    with engine.connect() as database:
        # Else the whole of a table would be in memory at once.
        yield StoredOnServer(database.execution_options(yield_per=AT_ONCE))


_ENVELOPES = "SELECT visit_id, retention_class, expires_at, key_day, body FROM envelope"
# In every schema: a table in one of its own would be nobody's either.
_OBJECTS = """
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'foreign table'
    ELSE 'view' END,
    CASE WHEN relnamespace = current_schema()::regnamespace THEN relname::text
    ELSE nspname || '.' || relname END
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'f', 'v', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema')
    AND nspname NOT LIKE 'pg\\_toast%' AND nspname NOT LIKE 'pg\\_temp%'
UNION ALL SELECT 'trigger', tgname::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'rule', rulename::text FROM pg_rules WHERE schemaname = current_schema()
UNION ALL SELECT 'large object', oid::text FROM pg_largeobject_metadata
"""


class NotOpened(Exception):
    """The archive cannot be loaded, or there is no server to load it on."""


@contextmanager
def in_backup(file: Path, live: URL) -> Iterator[Stored]:
    """Yield the database of the backup; an archive is loaded on the server of the live one.

    Raises NotOpened.
    """
    if not is_archive(file):
        with in_file(file, is_copy=True) as copy:
            yield copy
        return
    if live.get_backend_name() != "postgresql":
        raise NotOpened
    from lencana.backups import server  # noqa: PLC0415 - psycopg is an extra

    place = server.ServerPlace(live.render_as_string(hide_password=False), "proving")
    try:
        with place.refusing(), place.draft() as url:
            place.load(file)
            with on_server(url) as copy:
                yield copy
    except BackupRefused:
        raise NotOpened from None
