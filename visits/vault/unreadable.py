"""What lies in the vault and no key opens: lost keys, or keys of another installation."""

from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from visits.store.database import Store
from visits.store.visits import Envelope
from visits.vault.envelopes import opened


def days(store: Store) -> list[date]:
    """The days to come whose key is missing or another one, seen by the oldest envelope of each."""
    alive = col(Envelope.key_day) > store.keys.keyring.destroyed_through()
    oldest = select(func.min(Envelope.visit_id)).where(alive).group_by(col(Envelope.key_day))
    envelopes = store.exec(select(Envelope).where(alive, col(Envelope.visit_id).in_(oldest)))
    return sorted({envelope.key_day for envelope in envelopes if opened(store, envelope) is None})


def envelopes(store: Store) -> list[tuple[int, str]]:
    """Every envelope that no key opens though its day is not over, by visit and shelf."""
    alive = col(Envelope.key_day) > store.keys.keyring.destroyed_through()
    found = store.exec(select(Envelope).where(alive).execution_options(yield_per=1000))
    return [(one.visit_id, one.shelf) for one in found if opened(store, one) is None]
