"""Catching up: what an older copy of a database must be told before anybody is served from it."""

from datetime import UTC, date, datetime

from sqlalchemy import Delete, delete, exists
from sqlmodel import col, select

from visits.audit import entries
from visits.erasure import backup_copies, erasing
from visits.keys.erasure_log import digest_of
from visits.store.database import Database, Store
from visits.store.people import FaceSession, WelcomeLink
from visits.store.rights import Inquiry
from visits.store.sites import PairingCode
from visits.store.system_state import Purge
from visits.store.visits import Envelope, Visit
from visits.vault import unreadable
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import Came
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


def replay_erasures(store: Store) -> int:
    """Who was forgotten while copies still open, as the log beside the keys says, is gone; says how many."""
    backup_copies.erase_retention_class(store)
    erased = store.keys.erasures.digests()
    if not erased:
        return 0
    known = store.exec(select(Visit.id, Visit.public_id)).all()
    back = [number for number, public_id in known if digest_of(public_id) in erased]
    _erase(store, back, Came.ERASED)
    for number in back:
        entries.record(store, actors.OPERATOR, Act.ERASED, number)
    return len(back)


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
    _erase(store, bare)
    return len(bare)


def sign_everybody_out(store: Store) -> None:
    """Nobody is signed in, no tablet paired, and no code or link of before the copy opens anything again."""
    for table in (FaceSession, PairingCode, WelcomeLink, Inquiry):
        _run(store, delete(table))


def _erase(store: Store, visits: list[int], came: Came | None = None) -> None:
    for first in range(0, len(visits), AT_ONCE):
        erasing.rows_of(store, visits[first : first + AT_ONCE], came)


def _run(store: Store, statement: Delete) -> None:
    store.execute(statement, execution_options={"synchronize_session": False})
