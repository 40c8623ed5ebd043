"""What the database that is to be replaced still knows, and an older copy of it must not forget."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from lencana.backups import closed_accounts, kept_requests
from visits.store.database import Store

Row = dict[str, Any]


@dataclass(frozen=True)
class Remaining:
    """The last numbers given, the last dead day, what people wished, and whose time here is over."""

    numbers: dict[str, int] = field(default_factory=dict)
    destroyed_through: date = date.min
    wishes: Mapping[str, list[Row]] = field(default_factory=dict)
    departed: Mapping[str, list[Row]] = field(default_factory=dict)


def of(database: Path) -> Remaining:
    """As much of it as can still be read; nothing of a database that is damaged or not there."""
    if not database.exists():
        return Remaining()
    with closing(sqlite3.connect(database, timeout=0)) as live:
        live.row_factory = sqlite3.Row
        dead = [
            row["day"]
            for row in _rows(live, "SELECT destroyed_through AS day FROM purge")
        ]
        return Remaining(
            numbers={
                row["name"]: row["seq"]
                for row in _rows(live, "SELECT * FROM sqlite_sequence")
            },
            destroyed_through=max(map(date.fromisoformat, dead), default=date.min),
            wishes={
                name: _rows(live, question)
                for name, question in kept_requests.QUESTIONS.items()
            },
            departed={
                name: _rows(live, question)
                for name, question in closed_accounts.QUESTIONS.items()
            },
        )


def carry_over(store: Store, known: Remaining) -> None:
    """No number given since is given again, what people wished since is so, and who left is not back."""
    for name, number in known.numbers.items():
        for statement in (_RAISE, _BEGIN):
            store.execute(statement, {"name": name, "number": number})
    kept_requests.carry_over(store, known.wishes)
    closed_accounts.carry_over(store, known.departed)


def _rows(live: sqlite3.Connection, statement: str) -> list[Row]:
    try:
        return [dict(row) for row in live.execute(statement)]
    except sqlite3.DatabaseError:
        return []


_RAISE = text("UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :name")
_BEGIN = text(
    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :number "
    "WHERE EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name) "
    "AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
)
