"""SQLAlchemy compiles each statement once for all of a process's tests.

It keeps compiled statements by engine and dialect. Each test has a database of its own, and so
an engine; compiling anew took a fifth of the suite's time.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

STATEMENTS: dict[Any, Any] = {}


class SharedDialect(SQLiteDialect_pysqlite):
    """SQLite's, equal to every other one: what was compiled for one serves all."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=STATEMENTS)


class SharedPostgresql(PGDialect_psycopg):
    """PostgreSQL's likewise."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=STATEMENTS)


def share() -> None:
    """From now on every engine shares its statements with those for the same kind of store."""
    registry.register("sqlite", __name__, SharedDialect.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgresql.__name__)
