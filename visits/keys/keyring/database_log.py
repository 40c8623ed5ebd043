"""The decision log in the keyring's database: one for all machines."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import Connection, Engine, delete, insert, select, text

from visits.keys.decision_log import (
    AnyDecision,
    DecisionLog,
    LoggedCorrection,
    as_line,
    from_line,
    merged,
    needed,
)
from visits.keys.keyring.tables import decision

Writing = Callable[[], AbstractContextManager[Connection]]


class DatabaseDecisionLog(DecisionLog):
    """Rows in the order of their ids; `writing` yields a transaction that is the only writer."""

    def __init__(self, engine: Engine, writing: Writing) -> None:
        self._engine = engine
        self._writing = writing

    def append(self, entries: Sequence[AnyDecision]) -> None:
        if entries:
            with self._writing() as connection:
                connection.execute(insert(decision), _rows(entries))

    def withdraw(self, number: int) -> None:
        with self._writing() as connection:
            connection.execute(delete(decision).where(decision.c.number == number))

    def merge(self, entries: Iterable[AnyDecision]) -> None:
        with self._writing() as connection:
            logged = [entry for _, entry in _read(connection)]
            together = merged(logged, entries)
            if len(together) > len(logged):
                connection.execute(delete(decision))
                connection.execute(insert(decision), _rows(together))

    def entries(self) -> list[AnyDecision]:
        with self._engine.connect() as connection:
            return list(dict.fromkeys(entry for _, entry in _read(connection)))

    def compact(self, through: date = date.min) -> int:
        with self._writing() as connection:
            logged = _read(connection)
            remaining = set(needed([entry for _, entry in logged], through))
            # Of two that are equal the first one stays.
            first = {entry: row for row, entry in reversed(logged)}
            kept = {first[entry] for entry in remaining}
            dropped = [row for row, _ in logged if row not in kept]
            if dropped:
                connection.execute(_DROP, {"ids": dropped})
            return len(dropped)

    def drop_sealed_of(self, visits: Collection[bytes]) -> None:
        if not visits:
            return
        corrected = select(decision.c.id).where(decision.c.corrected.in_(visits))
        with self._engine.connect() as connection:
            is_there = connection.execute(corrected.limit(1)).first() is not None
        if is_there:
            self.compact()


def _read(connection: Connection) -> list[tuple[int, AnyDecision]]:
    found = connection.execute(
        select(decision.c.id, decision.c.entry).order_by(decision.c.id)
    )
    return [(row.id, entry) for row in found if (entry := from_line(row.entry))]


def _rows(entries: Iterable[AnyDecision]) -> list[dict[str, object]]:
    return [
        {
            "number": entry.number,
            "corrected": entry.visit if isinstance(entry, LoggedCorrection) else None,
            "entry": as_line(entry),
        }
        for entry in entries
    ]


# One parameter, however many: a statement takes 65,535 at most.
_DROP = text("DELETE FROM decision WHERE id = ANY(:ids)")
