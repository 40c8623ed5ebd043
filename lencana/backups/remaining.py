"""What the database that is to be replaced still knows, and an older copy of it must not forget."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from visits.store.database import Store


@dataclass(frozen=True)
class Remaining:
    """The last numbers given, the last dead day, and whose addresses want no messages."""

    numbers: dict[str, int] = field(default_factory=dict)
    destroyed_through: date = date.min
    suppressed: list[tuple[bytes, str]] = field(default_factory=list)


def of(database: Path) -> Remaining:
    """As much of it as can still be read; nothing of a database that is damaged or not there."""
    if not database.exists():
        return Remaining()
    with closing(sqlite3.connect(database, timeout=0)) as live:
        dead = _rows(live, "SELECT destroyed_through FROM purge")
        return Remaining(
            numbers=dict(_rows(live, "SELECT name, seq FROM sqlite_sequence")),
            destroyed_through=max((date.fromisoformat(day) for (day,) in dead), default=date.min),
            suppressed=_rows(live, "SELECT handle, since FROM suppression"),
        )


def carry_over(store: Store, known: Remaining) -> None:
    """No number that was given since is given again, and who wanted no messages since gets none."""
    for name, number in known.numbers.items():
        for statement in (_RAISE, _BEGIN):
            store.execute(statement, {"name": name, "number": number})
    for handle, since in known.suppressed:
        store.execute(_SUPPRESS, {"handle": handle, "since": since})


def _rows(live: sqlite3.Connection, statement: str) -> list[tuple[Any, ...]]:
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
_SUPPRESS = text("INSERT OR IGNORE INTO suppression (handle, since) VALUES (:handle, :since)")
