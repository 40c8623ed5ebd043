"""Restores a backup: prepares a draft beside the database, then swaps it in."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lencana import installation
from lencana.backups import (
    examining,
    key_search,
    replaced_database,
    replaying,
)
from lencana.backups.refusals import BackupRefused
from lencana.backups.replaced_database import ReplacedDatabase
from lencana.installation import BESIDE
from lencana.settings import Settings
from visits.audit import entries
from visits.erasure import after_restore, backup_copies, clock_guard, purge
from visits.erasure.after_restore import DestroyedDayNotOver
from visits.erasure.purge import PurgeResult
from visits.keys.files import sync_folder
from visits.keys.key_copies import KeyCopy
from visits.keys.keyring import Keys, WatermarkDamagedError
from visits.store import key_check, schema
from visits.store.database import Clock, Database, Store, utc_now
from visits.vocabulary import actors
from visits.vocabulary.audit import Act

IN_USE = {"SQLITE_BUSY", "SQLITE_LOCKED"}
"""The errors by which SQLite says that another program has the database open."""


@dataclass(frozen=True)
class RestoreRequest:
    """The backup to restore: its file, a copy of lost keys, and what the operator confirmed.

    `replace` allows it to replace a database; `today` confirms the clock if the backup is old.
    """

    file: Path
    keys: KeyCopy | None = None
    replace: bool = False
    today: date | None = None


@dataclass(frozen=True)
class Restored:
    """The result of a restore: when the backup was made, and what was erased from it again."""

    made_at: datetime | None
    done_again: int
    """Decisions made since the backup and carried out again, other than erasures."""
    erased_again: int
    unreadable: int
    purged: PurgeResult


def restore(
    settings: Settings, request: RestoreRequest, clock: Clock = utc_now
) -> Restored:
    """Replace the database by the backup, without whoever was erased or became due since.

    Everybody has to sign in again. A crash leaves the old database or the new one, whole.
    Raises BackupRefused, NotReadyError and SchemaError, which leave the old one; after
    PurgeFailed the new one is in place.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_place(settings.database_file, request)
    # The draft holds guests' data, and so must not be open to other users for a moment.
    settings.data.chmod(0o700)
    with (
        installation.sole(settings.data),
        _draft_beside(settings.database_file) as draft,
    ):
        examining.take_in(request.file, draft)
        replaced = replaced_database.read(settings.database_file)
        keys = key_search.of(settings.key_folder, request.keys)
        with _opened(draft, keys, clock) as database:
            made_at, counts = _prepare(settings, database, request, replaced)
        _swap(draft, settings.database_file)
        # Keys go only after the swap: until then a crash leaves the old database, which may
        # need a month's key that the new one does without.
        with _opened(settings.database_file, keys, clock) as database:
            return Restored(made_at, *counts, purge.purge(database))


def _check_place(live: Path, request: RestoreRequest) -> None:
    if not live.exists():
        return
    if request.file.exists() and live.samefile(request.file):
        raise BackupRefused("that is the database itself, and no backup of it")
    if not request.replace:
        raise BackupRefused(
            f"there is a database already, {live}: --replace puts the backup in its place"
        )


@contextmanager
def _opened(draft: Path, keys: Keys, clock: Clock) -> Iterator[Database]:
    database = Database(f"sqlite:///{draft}", keys, clock)
    try:
        yield database
    finally:
        database.close()


def _prepare(
    settings: Settings,
    database: Database,
    request: RestoreRequest,
    replaced: ReplacedDatabase,
) -> tuple[datetime | None, tuple[int, int, int]]:
    schema.migrate(database)
    schema.check(database)
    # All checks before the first key is written: a refusal must leave the folder as it was.
    with database.reading() as store:
        made_at = examining.made_at(store)
        key_search.check(store, settings.key_folder, request.keys)
        _check_clock(store, made_at, request.today)
        destroyed_through_day = _dead_through(store, request, replaced)
    # Before corrections are replayed and before the search for what no key opens.
    key_search.put_back(
        settings.key_folder, request.keys, database, destroyed_through_day
    )
    with database.transaction() as store:
        counts = _catch_up(settings, store, replaced, destroyed_through_day)
    after_restore.destroy_again(database)
    return made_at, counts


def _dead_through(
    store: Store, request: RestoreRequest, replaced: ReplacedDatabase
) -> date:
    """Return the later watermark of the backup and the replaced database.

    Raises BackupRefused if either, or that of the keys, is a day that is not over: with a
    wrong clock, keys of guests who are expected would be destroyed.
    """
    in_copy = request.keys.destroyed_through if request.keys else date.min
    try:
        in_folder = store.keys.keyring.destroyed_through()
        through = max(
            after_restore.destroyed_through_day(store), replaced.destroyed_through
        )
        after_restore.check_over(max(through, in_copy, in_folder), store.now)
    except WatermarkDamagedError:
        raise BackupRefused(
            "destroyed_through among the keys says no day: see docs/operations.md"
        ) from None
    except DestroyedDayNotOver as day:
        raise BackupRefused(
            "the backup, its keys, or the database in its place say that keys are destroyed "
            f"through {day}, which is not over: set this machine's clock, or, if that is right, "
            "see docs/operations.md"
        ) from None
    return through


def _check_clock(store: Store, made_at: datetime | None, today: date | None) -> None:
    if made_at is None:
        return
    now = store.now
    # A clock that is behind would keep guests past their day.
    if made_at - now > clock_guard.STEP_BACK:
        raise BackupRefused(
            f"the backup is of {made_at:%Y-%m-%d %H:%M} UTC: set this machine's clock first"
        )
    # A clock that is ahead would erase guests before their day, which nothing undoes: so the
    # operator types the date.
    if now - made_at > clock_guard.LEAP and today != now.date():
        raise BackupRefused(
            f"the backup is of {made_at:%Y-%m-%d}, and whoever is due since is erased at "
            f"once; this machine says it is {now:%Y-%m-%d} (UTC): if that is so, "
            f"add --today {now:%Y-%m-%d}"
        )


def _catch_up(
    settings: Settings,
    store: Store,
    replaced: ReplacedDatabase,
    destroyed_through_day: date,
) -> tuple[int, int, int]:
    key_check.claim(store)
    _set_clock(store, destroyed_through_day)
    # First the numbers: the replay adds rows, which must not take one that was given before.
    replaced_database.keep_numbers(store, replaced.numbers)
    after_restore.sign_everybody_out(store)
    done_again, erased_again = replaying.replay(store)
    # The backup may be of an earlier version.
    installation.settle(settings, store)
    # After the replay, so that an erased visit is counted as erased, not as unreadable.
    unreadable = after_restore.erase_unreadable(store)
    backup_copies.assume_everywhere(store)
    entries.record(store, actors.OPERATOR, Act.RESTORED)
    return done_again, erased_again, unreadable


def _set_clock(store: Store, destroyed_through_day: date) -> None:
    row = clock_guard.state(store)
    # The clock was checked above: the backup's age must not look like a jump of the clock.
    row.seen_at, row.looked_at, row.stopped_at = store.now, store.now, None
    row.destroyed_through = destroyed_through_day
    store.flush()


@contextmanager
def _draft_beside(live: Path) -> Iterator[Path]:
    """Yield a path beside the database for the new one; the block's leftovers are deleted."""
    # Beside it: renaming is atomic within one file system only.
    draft = live.with_name(f".{live.name}.restoring")
    # A restore that was killed may have left its draft, whose `-wal` must not meet the new one.
    _remove(draft)
    try:
        yield draft
    finally:
        _remove(draft)


def _swap(draft: Path, live: Path) -> None:
    """Put the draft in the database's place, on the disk itself; a crash leaves one of the two.

    Raises BackupRefused while a program has the database open.
    """
    # One file over one file: a rename cannot move a database and its `-wal` together.
    examining.in_one_file(draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    _close_replaced(live)
    draft.replace(live)
    sync_folder(live.parent)


def _close_replaced(live: Path) -> None:
    """Empty and delete the old database's write-ahead log.

    SQLite would read a log that lies beside another database into that one.
    """
    if not live.exists():
        return
    # Emptied into the database before it is deleted: a crash here must leave the old one whole.
    try:
        examining.in_one_file(live)
    except sqlite3.DatabaseError as problem:
        if problem.sqlite_errorname in IN_USE:
            raise BackupRefused(
                "another program has the database open: end it first"
            ) from None
        # Any other error means damage, which may be why it is replaced: its log helps nobody.
    for end in BESIDE[1:]:
        live.with_name(live.name + end).unlink(missing_ok=True)
    # On the disk before the swap: a log that came back after a power cut would meet the draft.
    sync_folder(live.parent)


def _remove(draft: Path) -> None:
    for end in BESIDE:
        draft.with_name(draft.name + end).unlink(missing_ok=True)
