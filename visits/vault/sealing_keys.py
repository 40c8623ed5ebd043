"""The keys to seal under, made on first use, but never over one that is lost."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import col, select

from visits.keys.keyring import KeyMissingError
from visits.store.database import Store
from visits.store.people import Member
from visits.store.rights import Inquiry
from visits.store.visits import Envelope


def day_key(store: Store, day: date) -> bytes:
    """Return the key to seal what ends on `day` (UTC), made when the first row needs it.

    Raises KeyDestroyedError for a day that is over, and KeyMissingError where rows lie under a
    key of that day that is not there: another one would hide that it is lost, and what is
    sealed under it would be lost when the first comes back.
    """
    keyring = store.keys.keyring
    is_there = day <= keyring.destroyed_through() or keyring.has_day(day)
    # Looked for again after the rows: another process may have made both in between, a key first.
    if not is_there and _is_day_named(store, day) and not keyring.has_day(day):
        raise KeyMissingError(day.isoformat())
    return keyring.day_key(day)


def month_key(store: Store, month: str) -> bytes:
    """Return the key to seal members' data during `month`; raises KeyMissingError as `day_key`."""
    keyring = store.keys.keyring
    is_there = keyring.has_month(month)
    if not is_there and month in months(store) and not keyring.has_month(month):
        raise KeyMissingError(month)
    return keyring.month_key(month)


def months(store: Store) -> set[str]:
    """Return the months whose keys open a member's profile."""
    is_open = col(Member.key_day).is_(None)
    return set(store.exec(select(Member.key_month).where(is_open).distinct()))


def days_beside_envelopes(store: Store) -> Iterator[date]:
    """Yield the days of the few rows, beside guests' envelopes, that lie under a day's key."""
    addresses = select(col(Inquiry.key_day)).where(col(Inquiry.address).is_not(None))
    closed = (col(Member.key_day).is_not(None), col(Member.profile) != b"")
    for days in (addresses, select(col(Member.key_day)).where(*closed)):
        rows: Any = store.exec(days.distinct())
        yield from rows


def _is_day_named(store: Store, day: date) -> bool:
    # Asked only where a key is about to be made, which is once for each day.
    envelope = select(Envelope.visit_id).where(col(Envelope.key_day) == day).limit(1)
    return store.exec(envelope).first() is not None or day in days_beside_envelopes(
        store
    )
