"""Brings an older copy of a database up to date with the keys, before it is served."""

from datetime import UTC, date, datetime

from sqlalchemy import Delete, delete, exists
from sqlmodel import col, select

from visits import alarms
from visits.erasure import erasing
from visits.store.database import Database, Store
from visits.store.people import (
    FaceSession,
    PasswordReset,
    RememberedDevice,
    WelcomeLink,
)
from visits.store.rights import Inquiry
from visits.store.sites import PairingCode
from visits.store.system_state import Purge
from visits.store.visits import Envelope, Visit
from visits.vault import lost_keys
from visits.vocabulary.policy import RetentionClass

AT_ONCE = 500
"""How many visits one statement erases: SQLite takes 32,766 parameters at most."""


class DestroyedDayNotOver(Exception):
    """A watermark names a day that is not over: it was changed, or the clock is behind."""


def destroy_again(database: Database) -> int:
    """Destroy keys that the database knows to be destroyed, in a keyring that is an older copy.

    Returns how many. Raises DestroyedDayNotOver and WatermarkDamagedError, and nothing is
    destroyed then.
    """
    keyring = database.keys.keyring
    with database.reading() as store:
        through = destroyed_through_day(store)
        # With the clock behind, the keyring's day may be right: the database saw a later time.
        last_purge = store.get(Purge, 1)
        seen_at = store.now if last_purge is None else last_purge.seen_at
        check_over(keyring.destroyed_through(), max(store.now, seen_at))
        if through <= keyring.destroyed_through():
            return 0
        # By the clock alone: destroying is final, so a row in the database is not enough.
        check_over(through, store.now)
    return keyring.destroy_through(through)


def check_over(through: date, now: datetime) -> None:
    """Raise DestroyedDayNotOver unless this day (UTC) is over at `now`."""
    if through >= now.astimezone(UTC).date():
        raise DestroyedDayNotOver(through.isoformat())


def destroyed_through_day(store: Store) -> date:
    """Return the last day whose keys are destroyed, as far as the database knows."""
    row = store.get(Purge, 1)
    return date.min if row is None else row.destroyed_through


def erase_unreadable(store: Store) -> int:
    """Delete every envelope that no key opens, and the visits left without their log.

    Returns how many visits.
    """
    lost = lost_keys.unreadable_envelopes(store)
    for visit_id, retention_class in lost:
        _run(
            store,
            delete(Envelope).where(
                col(Envelope.visit_id) == visit_id,
                col(Envelope.retention_class) == retention_class,
            ),
        )
    # A visit goes as a whole with its log envelope, as it does when its time is over.
    logged = exists().where(
        col(Envelope.visit_id) == col(Visit.id),
        col(Envelope.retention_class) == RetentionClass.LOG,
    )
    affected = {visit_id for visit_id, _ in lost}
    # Compared in Python: the ids that lost an envelope may be more than a statement takes.
    bare = [
        visit_id
        for visit_id in store.exec(select(Visit.id).where(~logged))
        if visit_id in affected
    ]
    for first in range(0, len(bare), AT_ONCE):
        erasing.rows_of(store, bare[first : first + AT_ONCE])
    return len(bare)


def sign_everybody_out(store: Store) -> None:
    """End every session, pairing and alarm, and void every one-time code and link of the copy."""
    # Some were ended or used since the copy was made, which the copy cannot know.
    of_members = FaceSession, RememberedDevice, WelcomeLink, PasswordReset
    for table in (*of_members, PairingCode, Inquiry):
        _run(store, delete(table))
    alarms.end_all(store)


def _run(store: Store, statement: Delete) -> None:
    store.execute(statement, execution_options={"synchronize_session": False})
