"""Envelopes that no key opens, because keys were lost or are another installation's."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select

from visits.store.database import Store
from visits.store.visits import Envelope
from visits.vault.envelopes import opened
from visits.vocabulary.policy import RetentionClass


def days(store: Store) -> list[date]:
    """Return the days whose key is missing or wrong, judged by one envelope of each day.

    A key that is in memory only counts as missing: it is gone at the next start.
    """
    return sorted(
        {
            envelope.key_day
            for envelope in _first_of_each_day(store)
            if opened(store, envelope) is None or _is_in_memory_only(store, envelope)
        }
    )


def envelopes(store: Store) -> list[tuple[int, RetentionClass]]:
    """Return visit and retention class of every envelope that should open and does not."""
    alive = col(Envelope.key_day) > store.keys.keyring.destroyed_through()
    living = store.exec(select(Envelope).where(alive).execution_options(yield_per=1000))
    return [
        (envelope.visit_id, envelope.retention_class)
        for envelope in living
        if opened(store, envelope) is None
    ]


def _is_in_memory_only(store: Store, envelope: Envelope) -> bool:
    keyring, day = store.keys.keyring, envelope.key_day
    return day > keyring.destroyed_through() and not keyring.has_day(day)


def _first_of_each_day(store: Store) -> Iterator[Envelope]:
    # From day to day along the index: reading all envelopes of a chain would take a second.
    moment = datetime.combine(store.keys.keyring.destroyed_through(), time.min, UTC)
    while True:
        later = select(Envelope).where(col(Envelope.expires_at) >= moment)
        envelope = store.exec(later.order_by(col(Envelope.expires_at)).limit(1)).first()
        if envelope is None:
            return
        yield envelope
        moment = datetime.combine(
            envelope.expires_at.date() + timedelta(days=1), time.min, UTC
        )
