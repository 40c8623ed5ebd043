"""What lies in the vault and no key opens: lost keys, or keys of another installation."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select

from visits.store.database import Store
from visits.store.visits import Envelope
from visits.vault.envelopes import opened
from visits.vocabulary.policy import RetentionClass


def days(store: Store) -> list[date]:
    """The days to come whose key is missing or another one, seen by one envelope of each."""
    return sorted(
        {
            envelope.key_day
            for envelope in _one_a_day(store)
            if opened(store, envelope) is None
        }
    )


def envelopes(store: Store) -> list[tuple[int, RetentionClass]]:
    """Every envelope that no key opens though its day is not over, by visit and retention class."""
    alive = col(Envelope.key_day) > store.keys.keyring.destroyed_through()
    found = store.exec(select(Envelope).where(alive).execution_options(yield_per=1000))
    return [
        (one.visit_id, one.retention_class)
        for one in found
        if opened(store, one) is None
    ]


def _one_a_day(store: Store) -> Iterator[Envelope]:
    # From day to day along the index: reading every envelope would take a second where there are many.
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
