"""Checks a database against the models: no undeclared table, column or kind of value."""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer
from sqlmodel import SQLModel, Table, UTCDateTime

from lencana.proof.problem import ProofProblem
from visits.store.columns import (
    DIGEST_BYTES,
    LEAST_SEALED_BYTES,
    Code,
    Digest,
    OrderedCode,
    OrganisationText,
    Sealed,
)
from visits.store.schema import ALEMBIC_TABLE

_SQLITES_OWN = {"sqlite_sequence", "sqlite_stat1", ALEMBIC_TABLE}
_ROWS_AT_ONCE = 5000
"""Rows in memory at once, since the audit log may be long."""
_SAMPLE = 4096
"""Bytes of a sealed value that are looked at: enough to tell noise from text."""
_UNREADABLE = "it cannot be read as a database, so nothing is proved of it"


@dataclass
class StructureChecked:
    """How much of a database was read, and what should not be in it."""

    rows: Counter[str] = field(default_factory=Counter)
    values: int = 0
    problems: list[ProofProblem] = field(default_factory=list)


def check(file: Path, called: str, *, is_copy: bool = False) -> StructureChecked:
    """Compare every value of every row with what its column may hold."""
    checked = StructureChecked()
    # immutable: SQLite makes no lock and no log beside a copy that nobody writes to.
    source = f"{file.resolve().as_uri()}?mode=ro" + ("&immutable=1" if is_copy else "")
    with closing(sqlite3.connect(source, uri=True, isolation_level=None)) as database:
        try:
            # One snapshot: the server may write meanwhile.
            database.execute("BEGIN")
            sentences = _check_objects(database, checked)
        except (sqlite3.Error, UnicodeDecodeError):
            sentences = [_UNREADABLE]
    checked.problems = [ProofProblem(called, sentence) for sentence in sentences]
    return checked


def is_sealed(value: object) -> bool:
    """True for bytes that may be a sealed document: more than nonce and tag, and no text."""
    if not isinstance(value, bytes) or len(value) <= LEAST_SEALED_BYTES:
        return False
    try:
        value.decode()
    except UnicodeDecodeError:
        return _is_noise(value[:_SAMPLE])
    return False


def _check_objects(
    database: sqlite3.Connection, checked: StructureChecked
) -> list[str]:
    tables = SQLModel.metadata.tables
    sentences = []
    # Objects without SQL are SQLite's own indexes for keys, which hold no more than the tables.
    for kind, name in database.execute(
        "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL"
    ).fetchall():
        is_known = name in tables or name in _SQLITES_OWN
        # A trigger or a view could copy or join what the models keep apart.
        if kind in {"view", "trigger"} or (kind == "table" and not is_known):
            sentences.append(f"it has a {kind} that nobody declared")
        elif kind == "table" and name in tables:
            sentences += _check_table(database, tables[name], checked)
    return sentences


def _check_table(
    database: sqlite3.Connection, table: Table, checked: StructureChecked
) -> list[str]:
    rows = database.execute(f'SELECT * FROM "{table.name}"')  # noqa: S608 - a name of our own
    names = [entry[0] for entry in rows.description]
    checks = {name: _check_of(table.c[name]) for name in names if name in table.c}
    undeclared = len(names) - len(checks)
    wrong: Counter[str] = Counter()
    while batch := rows.fetchmany(_ROWS_AT_ONCE):
        checked.rows[table.name] += len(batch)
        checked.values += len(batch) * len(names)
        for values in batch:
            row = dict(zip(names, values, strict=True))
            wrong.update(_wrong_columns(table, checks, row))
    sentences = [
        f"{count} values of {table.name}.{name} are not what is declared"
        for name, count in wrong.items()
    ]
    if undeclared:
        sentences.append(f"{table.name} has {undeclared} columns that nobody declared")
    return sentences


def _wrong_columns(
    table: Table, checks: dict[str, Callable[[Any], bool]], row: dict[str, Any]
) -> list[str]:
    wrong = [name for name, is_right in checks.items() if not is_right(row[name])]
    # A closed account leaves an empty profile while rows of visits refer to it.
    is_closed = table.name == "member" and row["closed_at"] and row["key_day"]
    return [] if is_closed and wrong == ["profile"] and row["profile"] == b"" else wrong


def _check_of(column: Column[Any]) -> Callable[[Any], bool]:
    is_right = _check_of_kind(column)
    is_optional = bool(column.nullable)
    return lambda value: is_optional if value is None else is_right(value)


def _check_of_kind(column: Column[Any]) -> Callable[[Any], bool]:  # noqa: PLR0911 - a return a kind
    match column.type:
        case Code(shape=shape, length=length):
            return _check_of_code(shape, length)
        case OrganisationText(impl=impl):
            longest = getattr(impl, "length", None) or 0
            return lambda value: isinstance(value, str) and len(value) <= longest
        case Digest():
            return lambda value: isinstance(value, bytes) and len(value) == DIGEST_BYTES
        case Sealed():
            return is_sealed
        case OrderedCode(grades=grades):
            return lambda value: value in {int(grade) for grade in grades}
        case Boolean():
            return lambda value: value in {0, 1}
        case Integer() | BigInteger():
            # SQLite stores text in a column of integers without complaint.
            return lambda value: isinstance(value, int)
        case UTCDateTime():
            return _check_of_text(datetime.fromisoformat)
        case Date():
            return _check_of_text(date.fromisoformat)
    # A kind of column that nobody thought of here must fail, not pass unseen.
    return lambda _value: False


def _check_of_code(shape: Any, length: int) -> Callable[[Any], bool]:  # noqa: ANN401 - two types
    if isinstance(shape, str):
        pattern = re.compile(shape)
        return lambda value: (
            isinstance(value, str)
            and len(value) <= length
            and bool(pattern.fullmatch(value))
        )
    codes = {str(code.value) for code in shape}
    return lambda value: value in codes


def _check_of_text(read: Callable[[str], object]) -> Callable[[Any], bool]:
    def is_right(value: object) -> bool:
        try:
            return isinstance(value, str) and bool(read(value))
        except ValueError:
            return False

    return is_right


def _is_noise(sample: bytes) -> bool:
    """Half of sealed bytes are over 127 and few occur often; text and pictures differ.

    Chance breaks these bounds once in 9 million for 29 bytes, the fewest, and never for more.
    """
    high = sum(byte >> 7 for byte in sample) / len(sample)
    return 0.05 < high < 0.95 and len(set(sample)) > min(len(sample), 256) * 0.3  # noqa: PLR2004 - see above
