"""Which rows a request has changed, seen from outside the product, and put back as they were."""

import sqlite3
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Named = tuple[str, Any]
"""A table, and the primary key of a row in it."""
Row = tuple[Any, ...]
Rows = dict[str, dict[Row, Row]]
NAMED_WITHOUT_KEY = {
    ("invitation", "series_id"): "visit",
    ("invitation", "party_id"): "visit",
    ("rightsrequest", "visit_id"): "visit",
    ("auditentry", "visit_id"): "visit",
    ("account", "id"): "member",
}
"""Columns that name a row, though no foreign key says so."""
COUNTERS = {"site": "version"}
"""What every change of a site raises, by whom it may be."""
ANCHORS = {
    "visit", "member", "site", "company", "kiosk", "printer", "printergroup", "printagent",
}  # fmt: skip
"""Tables whose rows belong to somebody; every other row is about some of these."""


@dataclass(frozen=True)
class Change:
    """A row that came, went or is another one now: what it was about, and what it is now."""

    table: str
    was: frozenset[Named]
    """Empty for a row that is new."""
    added: frozenset[Named]

    def is_of(self, owns: AbstractSet[Named], sees: AbstractSet[Named]) -> bool:
        """Whether it was of those, and names nothing now but what is theirs or may be seen."""
        visits = {one for one in self.was if one[0] == "visit"}
        was_theirs = not self.was or bool((visits or self.was) & owns)
        return was_theirs and self.added <= owns | sees


class RowWatch:
    """All rows of a database of SQLite, from a connection of its own."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._tables = self._columns()
        self.begin()

    def begin(self) -> None:
        """Take the rows as they are now for those that have to stay."""
        self._before = self._read()
        self._version = self._data_version()

    def close(self) -> None:
        self._database.close()

    def changes(self) -> list[Change]:
        """What was committed since the last call; all of it is undone."""
        if self._data_version() == self._version:
            return []
        after = self._read()
        changed = list(self._changed(after))
        about = [self._change(table, key, after) for table, key in changed]
        self._put_back(changed, after)
        self._version = self._data_version()
        return about

    def _data_version(self) -> int:
        """A number that is another one once any other connection has committed."""
        return int(self._database.execute("PRAGMA data_version").fetchone()[0])

    def _columns(self) -> dict[str, list[tuple[str, int, str]]]:
        """Of each table its columns: the name, the place in the primary key, what it names."""
        listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
        found = {}
        for (table,) in self._database.execute(listed).fetchall():
            keys = self._database.execute(f"PRAGMA foreign_key_list({table})")
            named = {key[3]: key[2] for key in keys}
            columns = self._database.execute(f"PRAGMA table_info({table})")
            found[table] = [
                (
                    name,
                    place,
                    named.get(name) or NAMED_WITHOUT_KEY.get((table, name), ""),
                )
                for _, name, _, _, _, place in columns
            ]
        return found

    def _read(self) -> Rows:
        self._database.execute("BEGIN")
        rows = {table: self._rows_of(table) for table in self._tables}
        self._database.execute("COMMIT")
        return rows

    def _rows_of(self, table: str) -> dict[Row, Row]:
        columns = self._tables[table]
        key = [number for number, (_, place, _) in enumerate(columns) if place]
        found = self._database.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own
        return {
            tuple(row[number] for number in key) or row: tuple(row) for row in found
        }

    def _changed(self, after: Rows) -> Iterator[tuple[str, Row]]:
        for table, rows in self._before.items():
            now = after[table]
            if rows != now:
                for key in rows.keys() | now.keys():
                    if rows.get(key) != now.get(key):
                        yield table, key

    def _change(self, table: str, key: Row, after: Rows) -> Change:
        before, now = self._before[table].get(key), after[table].get(key)
        if before and now and table in COUNTERS:
            names = [name for name, _, _ in self._tables[table]]
            place = names.index(COUNTERS[table])
            if before[:place] + before[place + 1 :] == now[:place] + now[place + 1 :]:
                return Change(table, frozenset(), frozenset())
        was = (
            frozenset(self._about(table, before, self._before))
            if before
            else frozenset()
        )
        # What came with this request is nobody else's.
        named = {
            one
            for one in (self._about(table, now, after) if now else ())
            if one[0] not in ANCHORS or self._was(one)
        }
        return Change(table, was, frozenset(named - was))

    def _was(self, named: Named) -> bool:
        return (named[1],) in self._before[named[0]]

    def _about(self, table: str, row: Row, rows: Rows) -> Iterator[Named]:
        """The anchors that a row names, itself or by other rows of that moment."""
        if table in ANCHORS:
            yield table, row[0]
        for value, (_, _, names) in zip(row, self._tables[table], strict=True):
            if names in ANCHORS and value is not None:
                yield names, value
            elif names and value is not None and (found := rows[names].get((value,))):
                yield from self._about(names, found, rows)

    def _put_back(self, changed: list[tuple[str, Row]], after: Rows) -> None:
        run = self._database.execute
        run("BEGIN IMMEDIATE")
        for table, key in changed:
            columns = self._tables[table]
            names = [name for name, place, _ in columns if place] or [
                name for name, _, _ in columns
            ]
            if key in after[table]:
                same = " AND ".join(f"{name} IS ?" for name in names)
                run(f"DELETE FROM {table} WHERE {same}", key)  # noqa: S608 - our own
        for table, key in changed:
            if row := self._before[table].get(key):
                marks = ", ".join("?" * len(row))
                run(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - our own
        run("COMMIT")
