"""The schema of a live database: migrated, and refused if it holds anything undeclared."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from visits.store import (
    alarms,
    audit,
    channels,
    lobby,
    outbox,
    people,
    printing,
    rights,
    sites,
    system_state,
    visits,
)
from visits.store.database import Database
from visits.vocabulary.refusals import OperatorError

TABLES = (
    alarms,
    audit,
    channels,
    lobby,
    system_state,
    outbox,
    printing,
    people,
    sites,
    rights,
    visits,
)
ALEMBIC_TABLE = "alembic_version"


class SchemaError(OperatorError):
    """The live schema is not one that this program may write to; the text says what to do."""


def migrate(database: Database, revision: str = "head") -> None:
    """Migrate the live schema to `revision`; after a crash it is as it was before."""
    from alembic import command  # noqa: PLC0415 - takes longer than most commands run
    from alembic.config import Config  # noqa: PLC0415 - the same

    with as_file(files("visits.store").joinpath("migrations")) as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        with rebuilding(database) as connection:
            config.attributes["connection"] = connection
            config.attributes["backend"] = database.backend
            if revision == "base" or revision.startswith("-"):
                command.downgrade(config, revision)
            else:
                command.upgrade(config, revision)


def check(database: Database) -> None:
    """Raise SchemaError unless the live schema is exactly what this program declares."""
    with database.engine.connect() as connection:
        _check_revision(_revision(connection))
        columns, others = (
            undeclared_columns(connection),
            _undeclared_objects(database, connection),
        )
    if columns:
        raise SchemaError(
            f"the database has columns that nobody declared: {', '.join(columns)}"
        )
    if others:
        raise SchemaError(f"the database has what nobody declared: {', '.join(others)}")


def knows(revision: str) -> bool:
    """Return whether this program knows the revision, and so can migrate from it."""
    return revision in revisions()


def revisions() -> list[str]:
    """Return the revisions that this program knows, the newest last; files begin with theirs."""
    folder = files("visits.store").joinpath("migrations", "versions")
    names = (file.name for file in folder.iterdir())
    return sorted(name.partition("_")[0] for name in names if name[:1].isdigit())


@contextmanager
def rebuilding(database: Database) -> Iterator[Connection]:
    """Yield a writing connection on which rebuilding a table does not cascade to other tables."""
    with (
        database.backend.writing.connect() as connection,
        database.backend.rebuilding(connection),
    ):
        yield connection


def undeclared_columns(connection: Connection) -> list[str]:
    """Return live columns that no table of this program declares, as `table.column`."""
    live = inspect(connection)
    tables = SQLModel.metadata.tables
    return sorted(
        f"{table}.{entry['name']}"
        for table in live.get_table_names()
        for entry in live.get_columns(table)
        if table != ALEMBIC_TABLE
        and (table not in tables or entry["name"] not in tables[table].c)
    )


def _undeclared_objects(database: Database, connection: Connection) -> list[str]:
    """Return views, triggers and indexes that nobody declared: they could copy personal data."""
    tables = SQLModel.metadata.tables.values()
    declared = {f"index {index.name}" for table in tables for index in table.indexes}
    return sorted(set(database.backend.objects(connection)) - declared)


def _revision(connection: Connection) -> str | None:
    """Return the revision of the live schema; None before the first migration."""
    if not inspect(connection).has_table(ALEMBIC_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {ALEMBIC_TABLE}"))  # noqa: S608 - a name of ours
    revision: str | None = found.scalar()
    return revision


def _check_revision(live: str | None) -> None:
    known = revisions()
    if live == known[-1]:
        return
    if live is None or live in known:
        raise SchemaError(
            "the database is older than this program: run `lencana migrate`"
        )
    raise SchemaError(
        "the database is newer than this program: install the version that wrote it"
    )
