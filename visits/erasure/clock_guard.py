"""The clock watch: nobody is forgotten by a clock that leapt ahead, until a person has looked at it."""

from datetime import UTC, date, timedelta

from sqlalchemy import select
from sqlmodel import col

from visits import sites
from visits.audit import entries
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.system_state import Purge
from visits.store.visits import Envelope
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import DateIsAnother

LEAP = timedelta(hours=48)
STEP_BACK = timedelta(hours=1)
"""A clock that is put right within this was only a little fast."""


def believe(store: Store) -> bool:
    """Whether forgetting may go by the clock; one that leapt ahead by two days is doubted from now on.

    A machine that was off as long is asked about too: nothing tells the two apart. A store that keeps nothing
    of anybody is not, and a clock that is back is believed again.
    """
    row = state(store)
    if _leapt(store, row) and _anybody(store):
        if row.stopped_at is None:
            row.stopped_at = store.now
            entries.record(store, actors.CLOCK, Act.CLOCK_DOUBTED)
            _show(store)
        return False
    _resume(store, row, actors.CLOCK)
    row.seen_at, row.looked_at = max(row.seen_at, store.now), store.now
    return True


def confirm(store: Store, today: date, actor: Actor) -> None:
    """The clock is right, and forgetting goes on by it. Refuses `DateIsAnother` than this machine's (UTC)."""
    if today != store.now.astimezone(UTC).date():
        raise DateIsAnother
    row = state(store)
    _resume(store, row, actor)
    row.seen_at = row.looked_at = store.now


def is_doubted(store: Store) -> bool:
    """Whether nobody is forgotten until a person has confirmed the clock."""
    row = store.get(Purge, 1)
    return row is not None and row.stopped_at is not None


def is_believed(store: Store) -> bool:
    """Whether something may be erased because this clock says so: also where no forgetting has looked yet."""
    row = store.get(Purge, 1)
    return row is None or not (row.stopped_at is not None or _leapt(store, row))


def is_behind(store: Store) -> bool:
    """Whether this store has seen a later moment than this one."""
    row = store.get(Purge, 1)
    return row is not None and row.seen_at - store.now > STEP_BACK


def state(store: Store) -> Purge:
    """The one row about forgetting."""
    row = store.get(Purge, 1)
    if row is None:
        row = Purge(seen_at=store.now, destroyed_through=date.min)
        store.add(row)
    return row


def _leapt(store: Store, row: Purge) -> bool:
    return store.now - (row.looked_at or row.seen_at) > LEAP


def _resume(store: Store, row: Purge, actor: Actor) -> None:
    if row.stopped_at is not None:
        row.stopped_at = None
        entries.record(store, actor, Act.CLOCK_CONFIRMED)
        _show(store)


def _show(store: Store) -> None:
    for site_id in store.execute(select(col(Site.id))).scalars().all():
        sites.changed(store, site_id)


def _anybody(store: Store) -> bool:
    sealed = store.execute(select(col(Envelope.visit_id)).limit(1)).first()
    return sealed is not None or bool(store.keys.keyring.days())
