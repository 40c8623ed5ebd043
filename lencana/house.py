"""The house: one installation's database, opened with its keys and refused when it is not ours to write."""

from collections.abc import Iterator
from contextlib import contextmanager

from lencana.settings import Settings
from visits.keys.bunch import open_keys
from visits.store import schema
from visits.store.database import Clock, Database, utc_now


@contextmanager
def database(settings: Settings, clock: Clock = utc_now) -> Iterator[Database]:
    """The database as it is, whatever its schema; its folder and keys are made on first use."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = Database(settings.database, open_keys(settings.key_folder), clock)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def open_database(settings: Settings, clock: Clock = utc_now) -> Iterator[Database]:
    """The database of a ready installation. Raises `SchemaError` with what to do when it is not."""
    with database(settings, clock) as opened:
        schema.check(opened)
        yield opened
