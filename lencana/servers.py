"""Reaches the database servers of an installation before it is opened."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from visits.store.backends.backend import CONNECTING
from visits.vocabulary.refusals import OperatorError

DATABASE, KEYRING = "LENCANA_DATABASE_URL", "LENCANA_KEYRING_URL"


class NotReadyError(OperatorError):
    """The installation lacks its database or its keys; the text says what to do."""


@contextmanager
def connected(url: str, variable: str = DATABASE) -> Iterator[Connection]:
    """Yield a connection; raises NotReadyError, which names the variable, if there is none."""
    # A file is waited for by nobody.
    is_server = make_url(url).get_backend_name() == "postgresql"
    waits = CONNECTING if is_server else {}
    engine = create_engine(
        url, hide_parameters=True, poolclass=NullPool, connect_args=waits
    )
    try:
        connection = engine.connect()
    except SQLAlchemyError as problem:
        raise not_let_in(variable, problem) from None
    with connection:
        yield connection


def not_let_in(variable: str, problem: SQLAlchemyError) -> NotReadyError:
    """Return the refusal for a server that gives no connection."""
    which = "keyring's database" if variable == KEYRING else "database"
    # Only its kind: the server's words may hold what is in the URL.
    return NotReadyError(
        f"the {which} does not let this program in "
        f"({type(problem).__name__}): see {variable} in docs/postgresql.md"
    )


def are_one_database(database: str, keyring: str) -> bool:
    """Return whether both URLs lead to one database: whoever has a copy would have its keys."""
    return _where(database, DATABASE) == _where(keyring, KEYRING)


def are_of_one_server(database: str, keyring: str) -> bool:
    """Return whether both databases are of one server, and so of one base backup."""
    return _where(database, DATABASE)[0] == _where(keyring, KEYRING)[0]


def _where(url: str, variable: str) -> tuple[object, str]:
    with connected(url, variable) as connection:
        started, name = connection.execute(_WHERE).one()
        return started, name


ONE_DATABASE = (
    "LENCANA_KEYRING_URL leads to the database of LENCANA_DATABASE_URL: create one of its own "
    "for the keyring"
)
# By what the server says of itself: one server has many addresses. It started at a microsecond.
_WHERE = text("SELECT pg_postmaster_start_time(), current_database()")
