"""Listings: whole rows of several tables as tuples, for what is shown and not changed.

An object that the session loads costs several times as much as a tuple, and a board of 500 guests
would be four thousand of them.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, inspect
from sqlmodel import SQLModel

from visits.store.database import Store

_Part = tuple[slice, Callable[[Any], Any]]


class Listing:
    """A select of whole tables and of values, built at import.

    It is executed as `Store.prepared` does. Each row is a tuple with its table's columns as
    attributes, which nobody can change; of a table that is joined and has no such row, it is None.
    """

    def __init__(self, question: Select[*tuple[Any, ...]]) -> None:
        self._question = question
        self._parts = list(_parts(question))

    def rows(self, store: Store, **values: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - of the columns' types
        """Yield for each that is listed its row of each of the tables, or its value, in order."""
        parts = self._parts
        for row in store.prepared(self._question, **values).all():
            # A primary key comes first, and is never NULL where there is a row.
            yield [
                None if row[place.start] is None else made(row[place])
                for place, made in parts
            ]


def _parts(question: Select[*tuple[Any, ...]]) -> Iterator[_Part]:
    start = 0
    for described in question.column_descriptions:
        if described["expr"] is not described["entity"]:
            yield slice(start, start + 1), itemgetter(0)
            start += 1
            continue
        made = _tuple_of(described["entity"])
        end = start + len(made._fields)
        yield slice(start, end), made._make
        start = end


def _tuple_of(table: type[SQLModel]) -> Any:  # noqa: ANN401 - a class of tuples
    names = [column.key for column in inspect(table).columns]
    return namedtuple(table.__name__, names)  # noqa: PYI024 - the names are the table's
