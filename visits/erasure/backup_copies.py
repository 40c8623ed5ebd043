"""Copies in backups: what is erased here while an older copy of it could still be decrypted.

An envelope remembers the furthest day it was ever sealed for. Until that day's key is
destroyed, whoever has a backup and the keys could open the older copy; so the erasure is
logged, and a restore erases the visit again.
"""

from collections.abc import Sequence
from datetime import UTC, date

from sqlalchemy import select, update
from sqlmodel import col

from visits.keys.logged_decisions import LoggedErasure, digest_of
from visits.store.database import Store
from visits.store.visits import Envelope, Visit
from visits.vocabulary.policy import RetentionClass


def log_erasures(store: Store, due: Sequence[tuple[int, RetentionClass]]) -> None:
    """Log those of these envelopes, which are erased now, that an older copy still holds.

    With its log a visit goes whole; an envelope of another retention class goes alone.
    """
    whole = {
        visit_id
        for visit_id, retention_class in due
        if retention_class is RetentionClass.LOG
    }
    today = store.now.astimezone(UTC).date()
    open_yet = (
        col(Visit.id).in_([visit_id for visit_id, _ in due]),
        col(Envelope.furthest_day) >= today,
    )
    erased: dict[tuple[bytes, RetentionClass | None], date] = {}
    for public_id, visit_id, retention_class, furthest in store.execute(
        _FURTHEST_LAST.where(*open_yet)
    ):
        if visit_id in whole:
            erased[digest_of(public_id), None] = furthest
        elif (visit_id, retention_class) in due:
            erased[digest_of(public_id), retention_class] = furthest
    store.decisions.extend(
        LoggedErasure(last_day=day, visit=visit, retention_class=retention_class)
        for (visit, retention_class), day in erased.items()
    )


def assume_everywhere(store: Store) -> None:
    """Suppose that copies of everybody lie under every living day.

    A backup does not know what was sealed after it was made.
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
    # A visit has several envelopes: the last one read decides how long it stays in the log.
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
