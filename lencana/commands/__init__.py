"""The commands of operators; each module holds one noun of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from lencana import installation
from lencana.settings import Settings
from visits.store.database import Store
from visits.vocabulary.refusals import OperatorError


class CommandFailed(OperatorError):
    """The command did not do what was asked; the text says why and what to do."""


@contextmanager
def transaction() -> Iterator[Store]:
    """Open the installation's database for one transaction, which commits at the end."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        yield store


@contextmanager
def reading() -> Iterator[Store]:
    """Open the installation's database to read."""
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        yield store
