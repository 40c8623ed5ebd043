"""Logs erasures of visits that a backup could still decrypt, so that a restore repeats them.

An envelope remembers the furthest day it was ever sealed for. Until that day's key is
destroyed, whoever has a backup and the keys could open the older copy; so the erasure is
logged, and a restore erases the visit again.
"""

from collections.abc import Sequence
from datetime import UTC, date

from sqlalchemy import select, update
from sqlmodel import col

from visits.keys.decision_log import LoggedErasure, digest_of
from visits.store.database import Store
from visits.store.visits import Envelope, Visit
from visits.vocabulary.policy import RetentionClass


def log_erasures(store: Store, due: Sequence[tuple[int, RetentionClass]]) -> None:
    """Log the erasure of these envelopes where a key that opens an older copy still lives.

    A visit whose log envelope is erased is logged as a whole, others by their envelope.
    """
    erased_visits = {
        visit_id
        for visit_id, retention_class in due
        if retention_class is RetentionClass.LOG
    }
    today = store.now.astimezone(UTC).date()
    # Keys of days that are over are destroyed by the purge: no copy opens with them any more.
    still_open = (
        col(Visit.id).in_([visit_id for visit_id, _ in due]),
        col(Envelope.furthest_day) >= today,
    )
    erased: dict[tuple[bytes, RetentionClass | None], date] = {}
    for public_id, visit_id, retention_class, furthest in store.execute(
        _FURTHEST_LAST.where(*still_open)
    ):
        if visit_id in erased_visits:
            erased[digest_of(public_id), None] = furthest
        elif (visit_id, retention_class) in due:
            erased[digest_of(public_id), retention_class] = furthest
    store.decisions.extend(
        LoggedErasure(last_day=day, visit=visit, retention_class=retention_class)
        for (visit, retention_class), day in erased.items()
    )


def assume_everywhere(store: Store) -> None:
    """Record that every envelope may have been sealed for the last living day.

    A restored database does not know what was sealed after the backup was made.
    """
    days = store.keys.keyring.days()
    if days:
        last = date.fromisoformat(days[-1])
        earlier = col(Envelope.furthest_day) < last
        store.execute(
            update(Envelope).where(earlier).values(furthest_day=last),
            execution_options=_APART,
        )


_FURTHEST_LAST = (
    # The one read last decides how long the visit stays in the log: so the furthest comes last.
    select(
        col(Visit.public_id),
        col(Envelope.visit_id),
        col(Envelope.retention_class),
        col(Envelope.furthest_day),
    )
    .join(Envelope, col(Envelope.visit_id) == col(Visit.id))
    .order_by(col(Envelope.furthest_day))
)
_APART = {"synchronize_session": False}
"""No envelope is read after this, so the session need not be searched for those that changed."""
