"""The query plans of SQLite: whether a statement uses an index or reads a whole table."""

from collections.abc import Callable

from sqlalchemy import event

from visits.store.database import Database, Store


def plans(database: Database, work: Callable[[Store], object]) -> list[str]:
    """The plan of each SELECT that `work` executes, in their order."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: tuple[object, ...],
        *_: object,
    ) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as store:
        work(store)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        return [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", how).all())
            for one, how in asked
        ]
