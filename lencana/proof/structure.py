"""Checks a database against the models: no undeclared table, column or kind of value."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer
from sqlmodel import SQLModel, Table, UTCDateTime

from lencana.proof import ProofProblem
from lencana.proof.stored import Stored
from visits.store.columns import (
    DIGEST_BYTES,
    LEAST_SEALED_BYTES,
    Code,
    Digest,
    OrderedCode,
    OrganisationText,
    Sealed,
)

_SAMPLE = 4096
"""Bytes of a sealed value that are looked at: enough to tell noise from text."""
UNREADABLE = "it cannot be read as a database, so nothing is proved of it"


@dataclass
class StructureChecked:
    """How much of a database was read, and what should not be in it."""

    rows: Counter[str] = field(default_factory=Counter)
    values: int = 0
    problems: list[ProofProblem] = field(default_factory=list)


def check(stored: Stored, called: str) -> StructureChecked:
    """Compare every value of every row with what its column may hold."""
    checked = StructureChecked()
    try:
        sentences = _check_objects(stored, checked)
    except stored.errors:
        sentences = [UNREADABLE]
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


def _check_objects(stored: Stored, checked: StructureChecked) -> list[str]:
    tables = SQLModel.metadata.tables
    sentences = []
    for kind, name in stored.objects():
        is_known = name in tables or name in stored.own_tables
        # A trigger or a view could copy or join what the models keep apart.
        if kind not in {"table", "index"} or (kind == "table" and not is_known):
            sentences.append(f"it has a {kind} that nobody declared")
        elif kind == "table" and name in tables:
            sentences += _check_table(stored, tables[name], checked)
    return sentences


def _check_table(stored: Stored, table: Table, checked: StructureChecked) -> list[str]:
    names, batches = stored.rows(table.name)
    checks = {name: _check_of(table.c[name]) for name in names if name in table.c}
    undeclared = len(names) - len(checks)
    wrong: Counter[str] = Counter()
    for batch in batches:
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
            return _check_of_time(datetime)
        case Date():
            return _check_of_time(date)
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


def _check_of_time(kind: type[date]) -> Callable[[Any], bool]:
    def is_right(value: object) -> bool:
        # SQLite has no such type: it keeps the text.
        try:
            return isinstance(value, kind) or bool(kind.fromisoformat(str(value)))
        except ValueError:
            return False

    return is_right


def _is_noise(sample: bytes) -> bool:
    """Half of sealed bytes are over 127 and few occur often; text and pictures differ.

    Chance breaks these bounds once in 9 million for 29 bytes, the fewest, and never for more.
    """
    high = sum(byte >> 7 for byte in sample) / len(sample)
    return 0.05 < high < 0.95 and len(set(sample)) > min(len(sample), 256) * 0.3  # noqa: PLR2004 - see above
