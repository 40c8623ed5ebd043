"""Catching up: what an older copy of a database must be told before anybody is served from it."""

from datetime import UTC, date, datetime

from sqlalchemy import Delete, delete, exists
from sqlmodel import col, select

from visits.erasure import erasing
from visits.store.database import Database, Store
from visits.store.people import FaceSession, WelcomeLink
from visits.store.rights import Inquiry
from visits.store.sites import PairingCode
from visits.store.system_state import Purge
from visits.store.visits import Envelope, Visit
from visits.vault import unreadable
from visits.vocabulary.policy import RetentionClass

AT_ONCE = 500


class DeadDayAhead(Exception):
    """A day that is not over is said to be dead: this was changed, or the clock is behind."""


def destroy_again(database: Database) -> int:
    """The keys of every day the database knows to be dead are gone; says how many an older keyring had.

    Refuses `DeadDayAhead` and `WatermarkDamagedError`, and nothing was destroyed.
    """
    keyring = database.keys.keyring
    with database.reading() as store:
        through = dead_through(store)
        # With the clock behind, the keyring alone may know a later day: nothing goes for that.
        check_over(keyring.destroyed_through(), max(store.now, _seen_at(store)))
        if through <= keyring.destroyed_through():
            return 0
        check_over(through, store.now)
    return keyring.destroy_through(through)


def check_over(through: date, now: datetime) -> None:
    """`DeadDayAhead` unless this day was over by then."""
    if through >= now.astimezone(UTC).date():
        raise DeadDayAhead(through.isoformat())


def dead_through(store: Store) -> date:
    """The last day whose keys are gone, as far as the database knows."""
    row = store.get(Purge, 1)
    return date.min if row is None else row.destroyed_through


def _seen_at(store: Store) -> datetime:
    row = store.get(Purge, 1)
    return store.now if row is None else row.seen_at


def erase_unreadable(store: Store) -> int:
    """Whatever no key opens is gone, and the visits of which nothing else is kept; says how many visits."""
    lost = unreadable.envelopes(store)
    for visit_id, retention_class in lost:
        _run(
            store,
            delete(Envelope).where(
                col(Envelope.visit_id) == visit_id,
                col(Envelope.retention_class) == retention_class,
            ),
        )
    logged = exists().where(
        col(Envelope.visit_id) == col(Visit.id),
        col(Envelope.retention_class) == RetentionClass.LOG,
    )
    mine = {visit_id for visit_id, _ in lost}
    bare = [
        number
        for number in store.exec(select(Visit.id).where(~logged))
        if number in mine
    ]
    for first in range(0, len(bare), AT_ONCE):
        erasing.rows_of(store, bare[first : first + AT_ONCE])
    return len(bare)


def sign_everybody_out(store: Store) -> None:
    """Nobody is signed in, no tablet paired, and no code or link of before the copy opens anything again."""
    for table in (FaceSession, PairingCode, WelcomeLink, Inquiry):
        _run(store, delete(table))


def _run(store: Store, statement: Delete) -> None:
    store.execute(statement, execution_options={"synchronize_session": False})
