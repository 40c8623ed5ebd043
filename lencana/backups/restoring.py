"""Putting a backup back: on a draft beside the database, which is swapped in when it is fit to serve."""

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
from visits.erasure.after_restore import DeadDayAhead
from visits.erasure.purge import PurgeResult
from visits.keys.files import sync_folder
from visits.keys.key_copies import KeyCopy
from visits.keys.keyring import Keys, WatermarkDamagedError
from visits.store import key_check, schema
from visits.store.database import Clock, Database, Store, utc_now
from visits.vocabulary import actors
from visits.vocabulary.audit import Act

IN_USE = {"SQLITE_BUSY", "SQLITE_LOCKED"}


@dataclass(frozen=True)
class RestoreRequest:
    """What is to be put back: a database, keys where some are lost, over what is there, on which day."""

    file: Path
    keys: KeyCopy | None = None
    replace: bool = False
    today: date | None = None


@dataclass(frozen=True)
class Restored:
    """What became of a backup that was put back: of when it is, and who is not in it any more."""

    made_at: datetime | None
    done_again: int
    """Decisions since the backup, but for erasures."""
    erased_again: int
    unreadable: int
    forgotten: PurgeResult


def restore(
    settings: Settings, wish: RestoreRequest, clock: Clock = utc_now
) -> Restored:
    """The installation is as the backup says, without whom was erased or is due since; all sign in anew.

    A crash leaves the old database or the new one. Refuses `BackupRefused`, `NotReadyError` and
    `SchemaError`, and the database is as it was then; after a `ForgettingFailed` it is the new one.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_place(settings.database_file, wish)
    settings.data.chmod(0o700)
    with (
        installation.sole(settings.data),
        _draft_beside(settings.database_file) as draft,
    ):
        examining.take_in(wish.file, draft)
        known = replaced_database.read(settings.database_file)
        keys = key_search.of(settings.key_folder, wish.keys)
        with _opened(draft, keys, clock) as database:
            made_at, counts = _made_fit(settings, database, wish, known)
        _swap(draft, settings.database_file)
        # Only now: the old database may still need a month's key that this one does without.
        with _opened(settings.database_file, keys, clock) as database:
            return Restored(made_at, *counts, purge.purge(database))


def _check_place(live: Path, wish: RestoreRequest) -> None:
    if not live.exists():
        return
    if wish.file.exists() and live.samefile(wish.file):
        raise BackupRefused("that is the database itself, and no backup of it")
    if not wish.replace:
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


def _made_fit(
    settings: Settings,
    database: Database,
    wish: RestoreRequest,
    known: ReplacedDatabase,
) -> tuple[datetime | None, tuple[int, int, int]]:
    schema.migrate(database)
    schema.check(database)
    with database.reading() as store:
        made_at = examining.made_at(store)
        key_search.check(store, settings.key_folder, wish.keys)
        _check_clock(store, made_at, wish.today)
        dead_through = _dead_through(store, wish, known)
    key_search.put_back(settings.key_folder, wish.keys, database, dead_through)
    with database.transaction() as store:
        counts = _caught_up(store, known, dead_through)
    after_restore.destroy_again(database)
    return made_at, counts


def _dead_through(store: Store, wish: RestoreRequest, known: ReplacedDatabase) -> date:
    """The latest of all watermarks: whichever is not over yet destroys nothing."""
    copied = wish.keys.destroyed_through if wish.keys else date.min
    try:
        ours = store.keys.keyring.destroyed_through()
        through = max(after_restore.dead_through(store), known.destroyed_through)
        after_restore.check_over(max(through, copied, ours), store.now)
    except WatermarkDamagedError:
        raise BackupRefused(
            "destroyed_through among the keys says no day: see docs/operations.md"
        ) from None
    except DeadDayAhead as day:
        raise BackupRefused(
            f"the backup, its keys, or the database in its place say that keys are destroyed through {day}, "
            "which is not over: set this machine's clock, or, if that is right, see docs/operations.md"
        ) from None
    return through


def _check_clock(store: Store, made_at: datetime | None, today: date | None) -> None:
    if made_at is None:
        return
    now = store.now
    if made_at - now > clock_guard.STEP_BACK:
        raise BackupRefused(
            f"the backup is of {made_at:%Y-%m-%d %H:%M} UTC: set this machine's clock first"
        )
    if now - made_at > clock_guard.LEAP and today != now.date():
        raise BackupRefused(
            f"the backup is of {made_at:%Y-%m-%d}, and whoever is due since is forgotten at once; this "
            f"machine says it is {now:%Y-%m-%d} (UTC): if that is so, add --today {now:%Y-%m-%d}"
        )


def _caught_up(
    store: Store, known: ReplacedDatabase, dead_through: date
) -> tuple[int, int, int]:
    key_check.claim(store)
    row = clock_guard.state(store)
    # A person puts this back today: that the backup is of another day is no leap of the clock.
    row.seen_at, row.looked_at, row.stopped_at, row.destroyed_through = (
        store.now,
        store.now,
        None,
        dead_through,
    )
    store.flush()
    replaced_database.keep_numbers(store, known.numbers)
    after_restore.sign_everybody_out(store)
    done_again, erased_again = replaying.replay(store)
    unreadable = after_restore.erase_unreadable(store)
    backup_copies.assume_everywhere(store)
    entries.record(store, actors.OPERATOR, Act.RESTORED)
    return done_again, erased_again, unreadable


@contextmanager
def _draft_beside(live: Path) -> Iterator[Path]:
    """A name beside the database for the work on its successor; nothing of it is left in the end."""
    draft = live.with_name(f".{live.name}.restoring")
    _remove(draft)
    try:
        yield draft
    finally:
        _remove(draft)


def _swap(draft: Path, live: Path) -> None:
    """The draft is the database, on the disk itself; a crash leaves the old one or it.

    Refuses `BackupRefused` while a program has the database open.
    """
    examining.in_one_file(draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    _close_replaced(live)
    draft.replace(live)
    sync_folder(live.parent)


def _close_replaced(live: Path) -> None:
    """What the old database's write-ahead log holds is in it: a log must never meet another's database."""
    if not live.exists():
        return
    try:
        examining.in_one_file(live)
    except sqlite3.DatabaseError as problem:
        if problem.sqlite_errorname in IN_USE:
            raise BackupRefused(
                "another program has the database open: end it first"
            ) from None
        # It is damaged, which is why it is replaced: its log is of no use to anybody.
    for end in BESIDE[1:]:
        live.with_name(live.name + end).unlink(missing_ok=True)
    sync_folder(live.parent)


def _remove(draft: Path) -> None:
    for end in BESIDE:
        draft.with_name(draft.name + end).unlink(missing_ok=True)
