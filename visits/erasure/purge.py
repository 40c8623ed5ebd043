"""The purge: what is due is erased, then the keys of past days are destroyed.

With a day's key every copy of what it sealed is unreadable, in backups and in logs too.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from errno import EDQUOT, ENOSPC
from functools import partial

from sqlalchemy import Delete, Select, Update, delete, exists, select, update
from sqlmodel import col

from visits import visit_state
from visits.audit import entries
from visits.erasure import backup_copies, clock_guard, erasing, short_lived
from visits.erasure.short_lived import Step
from visits.people import profiles
from visits.retention import deadlines, periods
from visits.store.backends import Failure, Serial
from visits.store.database import Database, Store
from visits.store.rights import ErasureAsked
from visits.store.system_state import Purge
from visits.store.visits import Envelope, Visit
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import NotFound

DAY = timedelta(days=1)


@dataclass(frozen=True)
class PurgePace:
    """How many rows one transaction takes, and the seconds between two, for others to write.

    A batch of visits takes some 8 ms: a guest at the kiosk waits for one at most.
    """

    # Measured: 20 visits took 6 ms, 40 took 10, 80 took 15 on two shared cores.
    batch: int = 25
    pause: float = 0.015


PACE = PurgePace()
BESIDE_OTHERS = PurgePace(batch=200, pause=0.01)
"""Where many write: a guest at the kiosk waits for no batch, only for rows in it."""


@dataclass
class PurgeResult:
    """What one run of the purge erased, or why it did not."""

    envelopes: int = 0
    visits: int = 0
    days: int = 0
    is_doubted: bool = False
    """True if the clock leapt ahead, so that nothing, or nothing more, was erased."""
    is_blocked: bool = False
    """True if a reader keeps SQLite's write-ahead log, where erased rows can still lie."""
    is_under_way: bool = False
    """True if another process erases now, so that this run did nothing."""


class PurgeFailed(Exception):
    """The purge stopped half-way; the next run goes on from there."""


class _ClockLeapt(Exception):
    """The clock leapt during a run."""


class DiskIsFull(PurgeFailed):
    """The disk is full: make room. What is due is erased by the next run."""


class KeysDiskIsFull(PurgeFailed):
    """The disk of the keys is full: make room.

    The keys of past days are destroyed by the next run.
    """


class StoreIsLocked(PurgeFailed):
    """Another program keeps the database locked: end it. What is due is erased by the next run."""


def purge(database: Database, pace: PurgePace | None = None) -> PurgeResult:
    """Erase whatever is due and destroy the keys of past days; a second run changes nothing.

    It runs in many short transactions, between which others write; killed at any
    moment, the next run goes on. Refuses `PurgeFailed` by its cause.
    """
    with _worded(database), database.alone(Serial.PURGE) as is_alone:
        if not is_alone():
            return PurgeResult(is_under_way=True)
        # A transaction of its own: a doubt is stored, whatever comes of the run.
        if not database.run(clock_guard.believe):
            return PurgeResult(is_doubted=True)
        return _erase_all(database, pace or _pace(database))


def _erase_all(database: Database, pace: PurgePace) -> PurgeResult:
    done = PurgeResult()
    try:
        _erase_all_due(database, done, pace)
    except _ClockLeapt:
        done.is_doubted = True
    return done


def _pace(database: Database) -> PurgePace:
    return BESIDE_OTHERS if database.backend.has_many_writers else PACE


def _erase_all_due(database: Database, done: PurgeResult, pace: PurgePace) -> None:
    for step in _steps(database, done):
        _in_batches(database, partial(_believing, step), pace)
    _months(database)
    # Last: a row that outlives its key counts as a lost key, and turns health red.
    done.days = _destroy(database)
    done.is_blocked = _end(database)


def _believing(step: Step, store: Store, most: int) -> int:
    """Ask before each batch: the clock may leap while a long run goes on."""
    if not clock_guard.is_believed(store):
        raise _ClockLeapt
    return step(store, most)


def reseal(database: Database, pace: PurgePace | None = None) -> None:
    """Reseal everybody under the deadlines of shortened periods, in short transactions too."""
    _in_batches(database, periods.apply_some, pace or _pace(database))


def _steps(database: Database, done: PurgeResult) -> Iterator[Step]:
    # First, as a period that was shortened makes more of them due.
    yield periods.apply_some
    yield partial(_due, done)
    yield partial(_without_log, done, _found(database, _WITHOUT_LOG))
    # Each by itself: together they would lock their sites in any order.
    for visit_id in _found(database, _ASKED):
        yield partial(_erase_if_left, visit_id)
    yield from short_lived.accounts(database)
    yield from short_lived.all_steps()


def _in_batches(database: Database, step: Step, pace: PurgePace) -> None:
    while True:
        taken = database.run(lambda store: step(store, pace.batch))
        if taken < pace.batch:
            return
        time.sleep(pace.pause)


def _due(done: PurgeResult, store: Store, most: int) -> int:
    """Delete envelopes past their deadline, the oldest first.

    With its log envelope a visit goes whole.
    """
    past = col(Envelope.expires_at) <= store.now
    due = _SEALED.where(past).order_by(col(Envelope.expires_at)).limit(most)
    # Looked at once more when it is locked: whoever has the visit may be prolonging it.
    oldest = due.with_for_update(of=(Visit, Envelope), skip_locked=True)
    envelopes = [(row[0], row[1]) for row in store.execute(oldest)]
    # A copy in a backup may live longer than this: a restore has to know of it.
    backup_copies.log_erasures(store, envelopes)
    log = RetentionClass.LOG
    whole = sorted({visit_id for visit_id, kind in envelopes if kind is log})
    # A visit that goes whole takes its other envelopes along, due or not.
    others = [visit_id for visit_id, kind in envelopes if kind is not log]
    not_log = col(Envelope.retention_class) != log
    for condition in (
        col(Envelope.visit_id).in_(others) & not_log & past,
        col(Envelope.visit_id).in_(whole),
    ):
        done.envelopes += _run(store, delete(Envelope).where(condition))
    done.visits += _erase(store, whole)
    return len(envelopes)


def _found(database: Database, visits: Select[int]) -> list[int]:
    """Return the visits of this query, looked up without blocking writers."""
    with database.reading() as store:
        return list(store.execute(visits).scalars())


def _without_log(done: PurgeResult, waiting: list[int], store: Store, most: int) -> int:
    # Emptied in place: the list is what the batches of this step have in common.
    batch, waiting[:] = waiting[:most], waiting[most:]
    # Asked again where it is written: since the list was read, things may have changed.
    waiting_still = _WITHOUT_LOG.where(col(Visit.id).in_(batch))
    locked = waiting_still.with_for_update(of=Visit, skip_locked=True)
    still = list(store.execute(locked).scalars())
    done.visits += _erase(store, still)
    return len(batch)


def _erase_if_left(visit_id: int, store: Store, _most: int) -> int:
    """Erase a guest who asked for it, left, and was held until now."""
    # Erased meanwhile, by the desk or with the last deadline, they need no erasure.
    with suppress(NotFound):
        visit = visit_state.of(store, visit_id)
        # Only a backup from before they arrived calls somebody who asked inside expected:
        # they are checked in anew, so that an evacuation list names them.
        inside = visit.stage in {Stage.ON_SITE, Stage.EXPECTED, Stage.ASKING}
        if not inside and not deadlines.hold_on(store, visit_id):
            erasing.as_things_stand(store, visit)
    return 0


def _erase(store: Store, visit_ids: list[int]) -> int:
    if visit_ids:
        erasing.rows_of(store, visit_ids)
        # Counted with the rows and told to the audit log at the end: one entry, not one a batch.
        _run(store, update(Purge).values(unlogged=Purge.unlogged + len(visit_ids)))
    return len(visit_ids)


def _months(database: Database) -> None:
    with database.transaction() as store:
        # Two transactions: a month's key must not go before the new profiles are on the disk.
        profiles.rekey_members(store)
    with database.transaction() as store:
        profiles.destroy_past_months(store)


def _destroy(database: Database) -> int:
    """Destroy the keys of past days, recorded in a commit before.

    After a crash the next run goes on.
    """
    keyring = database.keys.keyring
    with database.transaction() as store:
        if not clock_guard.is_believed(store):
            raise _ClockLeapt
        row = clock_guard.state(store)
        yesterday = store.now.astimezone(UTC).date() - DAY
        past = [day for day in keyring.days() if day <= yesterday.isoformat()]
        if row.unlogged:
            entries.record_many(store, actors.CLOCK, Act.PURGED, row.unlogged)
        row.unlogged = 0
        if past:
            entries.record_many(store, actors.CLOCK, Act.KEYS_DESTROYED, len(past))
        if keyring.days():
            # The database's own watermark: an older copy of the keyring does not bring a day back.
            row.destroyed_through = max(row.destroyed_through, yesterday)
    # Where no key was ever made no day is dead: a first clock that is far ahead ends nothing.
    return keyring.destroy_through(yesterday) if keyring.days() else 0


def _end(database: Database) -> bool:
    # Deleted rows lie in the write-ahead log until it is emptied.
    is_blocked = not database.empty_log()
    with database.transaction() as store:
        row = clock_guard.state(store)
        row.ended_at = store.now
        row.blocked_at = (row.blocked_at or store.now) if is_blocked else None
    # Once more, as the row above was written to the log again.
    return not database.empty_log() or is_blocked


@contextmanager
def _worded(database: Database) -> Iterator[None]:
    try:
        yield
    except database.backend.errors as problem:
        failure = database.backend.failure(problem)
        if failure not in STOPPED_BY:
            raise
        raise STOPPED_BY[failure] from None
    except OSError as problem:
        if problem.errno not in {ENOSPC, EDQUOT}:
            raise
        raise KeysDiskIsFull from None


def _run(store: Store, statement: Delete | Update) -> int:
    rows: int = store.connection().execute(statement).rowcount
    return rows


# With the visit, which whoever works on it has locked: an envelope alone would be waited for.
_SEALED = select(col(Envelope.visit_id), col(Envelope.retention_class)).join(Visit)
_WITHOUT_LOG = select(col(Visit.id)).where(
    ~exists().where(
        col(Envelope.visit_id) == col(Visit.id),
        col(Envelope.retention_class) == RetentionClass.LOG,
    )
)
_ASKED = select(col(ErasureAsked.visit_id)).order_by(col(ErasureAsked.visit_id))
STOPPED_BY: dict[Failure | None, type[PurgeFailed]] = {
    Failure.DISK_FULL: DiskIsFull,
    Failure.LOCKED: StoreIsLocked,
}
