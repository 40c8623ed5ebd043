"""Reads the database that a restore replaces: the last row numbers, and the last destroyed day.

Decisions made since the backup are not read here: they are in the decision log.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ReplacedDatabase:
    """What could be read of it; the defaults if it is damaged or missing."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    """The last row number of each table: the audit log names visits by it, so none is reused."""
    destroyed_through: date = date.min


def read(database: Path) -> ReplacedDatabase:
    """Read the last numbers and the last destroyed day from the database in this file."""
    if not database.exists():
        return ReplacedDatabase()
    # No waiting (0): the data folder is locked by now, so nobody of ours has it open.
    with closing(sqlite3.connect(database, timeout=0)) as live:
        destroyed = _rows(live, "SELECT destroyed_through FROM purge")
        return ReplacedDatabase(
            numbers=dict(_rows(live, "SELECT name, seq FROM sqlite_sequence")),
            destroyed_through=max(
                (date.fromisoformat(day) for (day,) in destroyed), default=date.min
            ),
        )


def _rows(live: sqlite3.Connection, statement: str) -> list[Any]:
    try:
        return live.execute(statement).fetchall()
    # Damage is often why it is replaced, and must not keep the backup from being restored.
    except sqlite3.DatabaseError:
        return []
