"""Restores a backup: prepares a draft beside the database, then swaps it in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lencana import installation
from lencana.backups import BackupRefused, examining, key_search, replaying
from lencana.backups.places import FilePlace, Place, ReplacedDatabase
from lencana.settings import Settings
from visits.audit import entries
from visits.erasure import after_restore, backup_copies, clock_guard, purge
from visits.erasure.after_restore import DestroyedDayNotOver
from visits.erasure.purge import PurgeResult
from visits.keys.key_copies import KeyCopy
from visits.keys.keyring import Keys, WatermarkDamagedError
from visits.store import key_check, schema
from visits.store.database import Clock, Database, Store, utc_now
from visits.vocabulary import actors
from visits.vocabulary.audit import Act


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
    place = _place(settings)
    with place.refusing():
        _check_place(place, request)
    # The draft holds guests' data, and so must not be open to other users for a moment.
    settings.data.chmod(0o700)
    with installation.sole(settings.data):
        with place.refusing(), place.draft() as draft:
            place.take_in(request.file)
            replaced = place.replaced()
            keys = key_search.of(settings, request.keys)
            with _opened(draft, keys, clock) as database:
                made_at, counts = _prepare(settings, database, request, replaced)
            place.swap()
        # Keys go only after the swap: until then a crash leaves the old database, which may
        # need a month's key that the new one does without.
        with _opened(settings.database, keys, clock) as database:
            return Restored(made_at, *counts, purge.purge(database))


def _place(settings: Settings) -> Place:
    if settings.is_embedded:
        return FilePlace(settings.database_file)
    from lencana.backups.server import ServerPlace  # noqa: PLC0415 - psycopg is an extra

    return ServerPlace(settings.database)


def _check_place(place: Place, request: RestoreRequest) -> None:
    place.refuse_itself(request.file)
    if place.is_taken() and not request.replace:
        raise BackupRefused(
            f"there is a database already, {place.named()}: --replace puts the backup in its place"
        )


@contextmanager
def _opened(url: str, keys: Keys, clock: Clock) -> Iterator[Database]:
    database = Database(url, keys, clock)
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
    key_search.put_back(request.keys, database, destroyed_through_day)
    with database.transaction() as store:
        # First the numbers: the replay adds rows, which must not take one that was given before.
        database.backend.keep_numbers(store, replaced.numbers)
        counts = _catch_up(settings, store, destroyed_through_day)
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
    # A clock ahead would erase guests for good before their day: so the date is typed.
    if now - made_at > clock_guard.LEAP and today != now.date():
        raise BackupRefused(
            f"the backup is of {made_at:%Y-%m-%d}, and whoever is due since is erased at "
            f"once; this machine says it is {now:%Y-%m-%d} (UTC): if that is so, "
            f"add --today {now:%Y-%m-%d}"
        )


def _catch_up(
    settings: Settings,
    store: Store,
    destroyed_through_day: date,
) -> tuple[int, int, int]:
    key_check.claim(store)
    _set_clock(store, destroyed_through_day)
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
