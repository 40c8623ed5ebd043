"""The structure of a database: whether each value of each row is of its column's declared kind."""

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

from lencana.proof.scan import ScanFinding
from visits.store.columns import (
    DIGEST_BYTES,
    Code,
    Digest,
    OrderedCode,
    OrganisationText,
    Sealed,
)
from visits.store.schema import ALEMBIC_TABLE
from visits.vault.sealing import NONCE_BYTES

_TAG_BYTES = 16
_SQLITES_OWN = {"sqlite_sequence", "sqlite_stat1", ALEMBIC_TABLE}
_AT_ONCE = 5000
_BEGINNING = 4096


@dataclass
class Walked:
    """What was read of a database, and what should not be in it."""

    rows: Counter[str] = field(default_factory=Counter)
    values: int = 0
    findings: list[ScanFinding] = field(default_factory=list)


def walk(file: Path, called: str, *, with_log: bool = True) -> Walked:
    """Every value of every row was compared with what its column may hold.

    A copy that nobody writes to is read without a log, so that nothing is made beside it.
    """
    told = Walked()
    source = f"{file.resolve().as_uri()}?mode=ro" + ("" if with_log else "&immutable=1")
    with closing(sqlite3.connect(source, uri=True, isolation_level=None)) as database:
        try:
            database.execute("BEGIN")
            for kind, name in database.execute(
                "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL"
            ):
                _object(database, kind, name, (called, told))
        except (sqlite3.Error, UnicodeDecodeError):
            told.findings.append(
                ScanFinding(
                    called,
                    "it cannot be read as a database, so nothing is proved of it",
                )
            )
    return told


def _object(
    database: sqlite3.Connection, kind: str, name: str, into: tuple[str, Walked]
) -> None:
    called, told = into
    tables = SQLModel.metadata.tables
    if kind in {"view", "trigger"} or (
        kind == "table" and name not in tables.keys() | _SQLITES_OWN
    ):
        told.findings.append(
            ScanFinding(called, f"it has a {kind} that nobody declared")
        )
    elif kind == "table" and name in tables:
        _table(database, tables[name], called, told)


def _table(
    database: sqlite3.Connection, table: Table, called: str, told: Walked
) -> None:
    rows = database.execute(f'SELECT * FROM "{table.name}"')  # noqa: S608 - a name of our own
    names = [entry[0] for entry in rows.description]
    if unknown := [name for name in names if name not in table.c]:
        told.findings.append(
            ScanFinding(
                called, f"{table.name} has {len(unknown)} columns that nobody declared"
            )
        )
    checks = [_check(table.c[name]) if name in table.c else _never for name in names]
    bad: Counter[str] = Counter()
    while found := rows.fetchmany(_AT_ONCE):
        told.rows[table.name] += len(found)
        told.values += len(found) * len(names)
        for row in found:
            wrong = [
                name
                for name, check, value in zip(names, checks, row, strict=True)
                if not check(value)
            ]
            if wrong and not _is_of_a_forgotten_member(
                table, wrong, dict(zip(names, row, strict=True))
            ):
                bad.update(wrong)
    told.findings += [
        ScanFinding(
            called, f"{count} values of {table.name}.{name} are not what is declared"
        )
        for name, count in bad.items()
        if name in table.c
    ]


def _is_of_a_forgotten_member(
    table: Table, wrong: list[str], row: dict[str, object]
) -> bool:
    """Whose account was closed leaves an empty profile behind while rows of visits refer to it."""
    is_closed = table.name == "member" and bool(row["closed_at"] and row["key_day"])
    return is_closed and wrong == ["profile"] and row["profile"] == b""


def _never(_value: object) -> bool:
    return False


def _check(column: Column[Any]) -> Callable[[object], bool]:
    check = _of_kind(column)
    is_optional = bool(column.nullable)
    return lambda value: is_optional if value is None else check(value)


def _of_kind(column: Column[Any]) -> Callable[[Any], bool]:  # noqa: PLR0911 - one return a kind
    match column.type:
        case Code(shape=shape, length=length):
            return _code(shape, length)
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
            return lambda value: isinstance(value, int)
        case UTCDateTime():
            return _written(datetime.fromisoformat)
        case Date():
            return _written(date.fromisoformat)
    return _never


def _code(shape: Any, length: int) -> Callable[[object], bool]:  # noqa: ANN401 - a pattern or a list
    if isinstance(shape, str):
        pattern = re.compile(shape)
        return lambda value: (
            isinstance(value, str)
            and len(value) <= length
            and bool(pattern.fullmatch(value))
        )
    words = {str(word.value) for word in shape}
    return lambda value: value in words


def _written(read: Callable[[str], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        try:
            return isinstance(value, str) and bool(read(value))
        except ValueError:
            return False

    return check


def is_sealed(value: object) -> bool:
    """Whether it can be a sealed document: longer than a nonce and a tag, and text in no way."""
    if not isinstance(value, bytes) or len(value) <= NONCE_BYTES + _TAG_BYTES:
        return False
    return not _is_text(value) and _is_noise(value)


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_noise(value: bytes) -> bool:
    """Sealed bytes have as many high bits as low ones, and no byte often; words and pictures do not."""
    sample = value[:_BEGINNING]
    high = sum(byte >> 7 for byte in sample) / len(sample)
    return 0.05 < high < 0.95 and len(set(sample)) > min(len(sample), 256) * 0.3  # noqa: PLR2004 - by chance never
