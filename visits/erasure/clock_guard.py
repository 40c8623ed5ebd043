"""The clock guard: after a leap of the clock nothing is erased until a person confirms it."""

from datetime import UTC, date, timedelta

from sqlalchemy import select
from sqlmodel import col

from visits import sites
from visits.audit import entries
from visits.store.backends import Serial
from visits.store.database import Store
from visits.store.system_state import Purge
from visits.store.visits import Envelope
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import DateIsAnother

# A week-end's rest is asked about too: a wrong guess would erase everybody.
LEAP = timedelta(hours=48)
STEP_BACK = timedelta(hours=1)
"""A correction of the clock by less than this is ordinary drift."""


def believe(store: Store) -> bool:
    """True if the purge may trust the clock; from a leap of two days on it is doubted.

    A machine that was off as long is asked about too: nothing tells the two apart. A
    store without personal data is not asked about, and a clock that was put back is
    trusted again.
    """
    row = state(store)
    # A store that keeps nobody has nothing to lose by a clock that leaps.
    if _leapt(store, row) and _anybody(store):
        # Noted once, at the first run that stops; every run until the confirmation asks again.
        if row.stopped_at is None:
            row.stopped_at = store.now
            entries.record(store, actors.CLOCK, Act.CLOCK_DOUBTED)
            sites.all_changed(store)
        return False
    _resume(store, row, actors.CLOCK)
    # `seen_at` only rises: a clock that was put back is behind what this store has seen.
    row.seen_at, row.looked_at = max(row.seen_at, store.now), store.now
    return True


def confirm(store: Store, today: date, actor: Actor) -> None:
    """Confirm the clock, so that the purge goes on.

    Refuses `DateIsAnother` than this machine's (UTC).
    """
    # The date is typed by hand: a button would be pressed unread.
    if today != store.now.astimezone(UTC).date():
        raise DateIsAnother
    row = state(store)
    _resume(store, row, actor)
    # A person has said so, so that a later time seen before was the wrong one.
    row.seen_at = row.looked_at = store.now


def is_doubted(store: Store) -> bool:
    """True if nothing is erased until a person has confirmed the clock."""
    row = store.get(Purge, 1)
    return row is not None and row.stopped_at is not None


def is_believed(store: Store) -> bool:
    """True if the clock is trusted, also before the first purge has looked at it."""
    row = store.get(Purge, 1)
    return row is None or not (row.stopped_at is not None or _leapt(store, row))


def is_behind(store: Store) -> bool:
    """True if this store has seen a later time than the present one."""
    row = store.get(Purge, 1)
    return row is not None and row.seen_at - store.now > STEP_BACK


def state(store: Store) -> Purge:
    """Return the one row about the purge."""
    store.lock_names([Serial.CLOCK.encode()])
    row = store.get(Purge, 1)
    if row is None:
        row = Purge(seen_at=store.now, destroyed_through=date.min)
        store.add(row)
    return row


def _leapt(store: Store, row: Purge) -> bool:
    # From the last time that was believed: the latest one seen may have been the wrong clock's.
    return store.now - (row.looked_at or row.seen_at) > LEAP


def _resume(store: Store, row: Purge, actor: Actor) -> None:
    if row.stopped_at is not None:
        row.stopped_at = None
        entries.record(store, actor, Act.CLOCK_CONFIRMED)
        sites.all_changed(store)


def _anybody(store: Store) -> bool:
    sealed = store.execute(select(col(Envelope.visit_id)).limit(1)).first()
    # A key without an envelope still opens copies of what is deleted.
    return sealed is not None or bool(store.keys.keyring.days())
