"""What the database that a restore replaces still knows: the last numbers given, and the last dead day.

What was decided since the backup is not read here: it lies in the decision log.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from visits.store.database import Store


@dataclass(frozen=True)
class ReplacedDatabase:
    """As much of it as could be read; nothing of one that is damaged or not there."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    """The last number given in each table: none is given twice, since the audit log speaks of visits by number."""
    destroyed_through: date = date.min


def read(database: Path) -> ReplacedDatabase:
    """Read what is needed of the database in this file."""
    if not database.exists():
        return ReplacedDatabase()
    with closing(sqlite3.connect(database, timeout=0)) as live:
        dead = _rows(live, "SELECT destroyed_through FROM purge")
        return ReplacedDatabase(
            numbers=dict(_rows(live, "SELECT name, seq FROM sqlite_sequence")),
            destroyed_through=max(
                (date.fromisoformat(day) for (day,) in dead), default=date.min
            ),
        )


def keep_numbers(store: Store, numbers: Mapping[str, int]) -> None:
    """Give no number again that was given since the backup was made."""
    for name, number in numbers.items():
        for statement in (_RAISE, _BEGIN):
            store.execute(statement, {"name": name, "number": number})


def _rows(live: sqlite3.Connection, statement: str) -> list[Any]:
    try:
        return live.execute(statement).fetchall()
    except sqlite3.DatabaseError:
        return []


_RAISE = text("UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :name")
_BEGIN = text(
    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :number "
    "WHERE EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name) "
    "AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
)
