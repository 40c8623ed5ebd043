"""Left copies: what a backup still holds of whom is forgotten, and opens while its own day's key lives."""

from collections.abc import Sequence
from datetime import UTC, date

from sqlalchemy import delete, select, update
from sqlmodel import col

from visits.keys.erasure_log import digest_of
from visits.store.database import Store
from visits.store.visits import Envelope, Visit
from visits.vocabulary.policy import RetentionClass


def remember(store: Store, due: Sequence[tuple[int, RetentionClass]]) -> None:
    """What is forgotten now while a copy's key lives on is in the log beside the keys: it never comes back.

    A visit goes whole with its log, by its public id; another retention class goes alone.
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
    gone: dict[str, date] = {}
    for public_id, visit_id, retention_class, furthest in store.execute(
        _LYING.where(*open_yet)
    ):
        if visit_id in whole:
            gone[public_id] = furthest
        elif (visit_id, retention_class) in due:
            gone[_of_retention_class(public_id, retention_class)] = furthest
    store.keys.erasures.add_all(gone)


def erase_retention_class(store: Store) -> None:
    """Shelves that were forgotten alone are gone again."""
    erased = store.keys.erasures.digests()
    if not erased:
        return
    for public_id, visit_id, retention_class, _ in store.execute(_LYING).all():
        if digest_of(_of_retention_class(public_id, retention_class)) in erased:
            mine = (
                col(Envelope.visit_id) == visit_id,
                col(Envelope.retention_class) == retention_class,
            )
            store.execute(delete(Envelope).where(*mine), execution_options=_APART)


def assume_everywhere(store: Store) -> None:
    """A copy of anybody may lie under any living day: what was sealed since this one was made is unknown."""
    days = store.keys.keyring.days()
    if days:
        last = date.fromisoformat(days[-1])
        earlier = col(Envelope.furthest_day) < last
        store.execute(
            update(Envelope).where(earlier).values(furthest_day=last),
            execution_options=_APART,
        )


def _of_retention_class(public_id: str, retention_class: RetentionClass) -> str:
    return f"{public_id} {retention_class.value}"


_LYING = (
    # The furthest day last, so that it is the one that is kept.
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
