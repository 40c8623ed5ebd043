"""Opens an installation's database with its keys, and refuses keys that do not belong to it."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Integer, inspect, literal_column, select, table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from lencana import servers
from lencana.servers import NotReadyError
from lencana.settings import Settings
from visits import calendar_ids, visit_times
from visits.audit.access_log import AccessLog
from visits.erasure import after_restore
from visits.erasure.after_restore import DestroyedDayNotOver
from visits.keys.keyring import (
    KeyringGoneError,
    Keys,
    WatermarkDamagedError,
    find_keys,
    open_keys,
)
from visits.keys.secrets import OtherKeysError, SecretMissingError
from visits.people import profiles
from visits.store import key_check, schema
from visits.store.database import Clock, Database, Store, utc_now
from visits.vault import reindexing

logger = logging.getLogger(__name__)

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite appends to a database's name for the files that belong to it."""
ABOUT_ITSELF = {
    schema.ALEMBIC_TABLE,
    "calendarhost",
    "decisionposition",
    "keycheck",
    "purge",
}
"""Tables with rows in a database that was migrated and never used."""


@contextmanager
def open_or_create(
    settings: Settings, clock: Clock = utc_now, access_log: AccessLog | None = None
) -> Iterator[Database]:
    """Yield the database, whatever its schema; make it and its keys if nothing is kept yet.

    Raises NotReadyError if something is kept and the keys are gone.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    # New keys beside old data would make it unreadable for good: they are made only once.
    keys = keys_of(settings, may_make=not _holds_data(settings))
    if settings.is_embedded:
        _close_to_others(settings.database_file)
    with _opened(settings, keys, clock, access_log) as database:
        yield database


@contextmanager
def open_database(
    settings: Settings, clock: Clock = utc_now, access_log: AccessLog | None = None
) -> Iterator[Database]:
    """Yield the database of an installation that is ready; nothing is made.

    Day keys that the database knows to be destroyed are destroyed in this keyring too: it may
    be an old copy. Raises NotReadyError and SchemaError, whose texts say what to do.
    """
    if not _has_database(settings):
        raise NotReadyError("there is no database yet: run `lencana migrate`")
    with _opened(settings, keys_of(settings), clock, access_log) as database:
        schema.check(database)
        _check_keys(settings, database)
        _destroy_again(settings, database)
        yield database


def bring_forward(settings: Settings, database: Database) -> None:
    """Migrate the schema, and note in the database which root secret it belongs to.

    Raises NotReadyError if it belongs to another installation's.
    """
    schema.migrate(database)
    try:
        with database.transaction() as store:
            key_check.claim(store)
            # Each time: a run that was killed, or refused for its keys, has not come this far.
            settle(settings, store)
    except OtherKeysError:
        raise _other_keys(settings) from None


def settle(settings: Settings, store: Store) -> None:
    """Give what an earlier version kept the form that this one expects."""
    reindexing.canonical_emails(store)
    reindexing.watch_digests(store)
    profiles.canonical_logins(store)
    visit_times.settle_days(store)
    calendar_ids.keep_host(store, settings.host_name)


def keys_of(settings: Settings, *, may_make: bool = False) -> Keys:
    """Return the keys of this installation, which are made if they may be.

    Raises NotReadyError if they are missing, or do not belong together.
    """
    folder, url = settings.key_folder, settings.keyring
    if url is not None and servers.are_one_database(settings.database, url):
        raise NotReadyError(servers.ONE_DATABASE)
    try:
        return open_keys(folder, url) if may_make else find_keys(folder, url)
    except SecretMissingError as missing:
        raise NotReadyError(
            f"The keys of this database are missing: {missing} is not in "
            f"{folder}. Point LENCANA_KEYS at their folder or bring them back; if "
            "they are lost, see docs/operations.md"
        ) from None
    except KeyringGoneError:
        raise NotReadyError(_NO_KEYRING) from None
    except OtherKeysError:
        raise NotReadyError(_OTHER_KEYRING) from None
    except DBAPIError as problem:
        raise servers.not_let_in(servers.KEYRING, problem) from None


@contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Keep every other program from using this data folder while the block runs.

    Raises NotReadyError if one is using it.
    """
    with _held(
        folder, fcntl.LOCK_EX, "this installation is in use: stop `lencana serve` first"
    ):
        yield


@contextmanager
def _opened(
    settings: Settings, keys: Keys, clock: Clock, access_log: AccessLog | None
) -> Iterator[Database]:
    log = access_log or AccessLog()
    with _held(
        settings.data,
        fcntl.LOCK_SH,
        "a backup is being put back here: try again when that is done",
    ):
        database = Database(settings.database, keys, clock, log.add)
        try:
            yield database
        finally:
            # Reads wait in memory for the worker; a command has none, and ends here.
            _write_access_log(log, database)
            database.close()


@contextmanager
def _held(folder: Path, mode: int, refusal: str) -> Iterator[None]:
    # The folder, not a file in it: a restore replaces the database's file.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, mode, refusal)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, mode: int, refusal: str) -> None:
    try:
        # Without waiting: `lencana serve` may hold its lock for weeks.
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotReadyError(refusal) from None


def _check_keys(settings: Settings, database: Database) -> None:
    try:
        with database.reading() as store:
            key_check.check(store)
    except OtherKeysError:
        raise _other_keys(settings) from None


def _destroy_again(settings: Settings, database: Database) -> None:
    try:
        after_restore.destroy_again(database)
    except WatermarkDamagedError:
        raise NotReadyError(
            f"destroyed_through in {settings.key_folder} says no day: write into it, like "
            "2026-11-22, the day before the first of the keys that are there, and yesterday at "
            "the latest"
        ) from None
    except DestroyedDayNotOver as day:
        raise NotReadyError(
            f"The keys are said to be destroyed through {day}, which is not over: set "
            "this machine's clock, or, if that is right, see docs/operations.md"
        ) from None


def _other_keys(settings: Settings) -> NotReadyError:
    return NotReadyError(
        f"The keys in {settings.key_folder} are another installation's: nothing in this "
        "database opens with them. Point LENCANA_KEYS at the folder of its own, or bring that back"
    )


def _write_access_log(log: AccessLog, database: Database) -> None:
    """Write the last reads into the audit log; a failure is logged and stops nothing else."""
    try:
        log.write(database)
    except SQLAlchemyError as problem:
        lost = len(log.waiting) + len(log.failures)
        logger.error(  # noqa: TRY400 - no traceback
            "%s reads of guests' data and failed sign-ins are missing in the audit log: %s",
            lost,
            type(problem).__name__,
        )


def _close_to_others(database: Path) -> None:
    # SQLite gives these files the database's access mode when it makes them, and never later.
    database.touch(0o600)
    for file in (database.with_name(database.name + end) for end in BESIDE):
        with suppress(FileNotFoundError):
            file.chmod(0o600)


def _has_database(settings: Settings) -> bool:
    if settings.is_embedded:
        return settings.database_file.exists()
    with servers.connected(settings.database) as connection:
        # A folder without keys is no installation yet; it is what a restore begins with.
        return inspect(connection).has_table(schema.ALEMBIC_TABLE)


def _holds_data(settings: Settings) -> bool:
    """Return whether any table has rows of use, whichever program made them."""
    if settings.is_embedded and not settings.database_file.exists():
        return False
    # Not `Database`: that needs the keys, and whether they may be made depends on this.
    with servers.connected(settings.database) as connection:
        tables = set(inspect(connection).get_table_names()) - ABOUT_ITSELF
        return any(
            connection.execute(
                select(literal_column("1", Integer)).select_from(table(name)).limit(1)
            ).first()
            for name in tables
        )


_NO_KEYRING = (
    "The keys of this database are missing: there are none in the database of "
    "LENCANA_KEYRING_URL. Bring that back; if it is lost, see docs/postgresql.md"
)
_OTHER_KEYRING = (
    "The keys in the database of LENCANA_KEYRING_URL are not those of the root secret in "
    "LENCANA_KEYS: every machine has the same one; copy it, or name its own keyring"
)
