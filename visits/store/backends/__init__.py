"""The database backends: everything in which SQLite and PostgreSQL differ, behind one class.

    begin    who may write beside whom, and which rows one reader sees as one
    lock     what a transaction keeps others from changing until it ends
    wake     how it is known that somebody has committed
    schema   how tables are rebuilt, and what else a schema holds
    failure  what an error of the database means

The domain knows neither of them: it calls `Store.lock` and its like, which do nothing
where there is one writer.
"""

from sqlalchemy.engine import make_url

from visits.store.backends.backend import Backend, Doubt, Failure, Serial

__all__ = ["Backend", "Doubt", "Failure", "Serial", "backend_of"]


def backend_of(url: str) -> Backend:
    """Return the backend of the database at this URL, which is not opened yet."""
    if make_url(url).get_backend_name() == "postgresql":
        from visits.store.backends.postgresql import Postgresql  # noqa: PLC0415 - psycopg is an extra

        return Postgresql(url)
    from visits.store.backends.sqlite import Sqlite  # noqa: PLC0415 - only where it is used

    return Sqlite(url)
