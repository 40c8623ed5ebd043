"""Keys that rows lie under and that are lost, and the envelopes that no key opens for that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select

from visits.keys.keyring import ROOT, KeyringGoneError
from visits.store.database import Store
from visits.store.visits import Envelope
from visits.vault import sealing_keys
from visits.vault.envelopes import opened
from visits.vocabulary.policy import RetentionClass


@dataclass(frozen=True)
class LostKeys:
    """Names of key files that rows need and the folder of the keys lacks, or has others of."""

    root: bool
    months: frozenset[str]
    days: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.root or self.months or self.days)

    @property
    def files(self) -> list[str]:
        root = [ROOT] if self.root else []
        return root + [f"{name}.key" for name in sorted(self.months | self.days)]


def find(store: Store) -> LostKeys:
    """Return what is lost now, by the folder itself: a key in memory is gone at the next start."""
    keyring = store.keys.keyring
    destroyed = keyring.destroyed_through()
    named = {
        day for day in sealing_keys.days_beside_envelopes(store) if day > destroyed
    }
    days = {day for day in named if not keyring.has_day(day)}
    days |= set(unreadable_days(store))
    return LostKeys(
        root=_is_root_lost(store),
        months=frozenset(
            month
            for month in sealing_keys.months(store)
            if not keyring.has_month(month)
        ),
        days=frozenset(day.isoformat() for day in days),
    )


def _is_root_lost(store: Store) -> bool:
    try:
        store.keys.keyring.require_present()
    except KeyringGoneError:
        return True
    return False


def unreadable_days(store: Store) -> list[date]:
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


def unreadable_envelopes(store: Store) -> list[tuple[int, RetentionClass]]:
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
