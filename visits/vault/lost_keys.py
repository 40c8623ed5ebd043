"""Keys that rows lie under and that are lost, named by their files."""

from dataclasses import dataclass

from visits.keys.keyring import ROOT, KeyringGoneError
from visits.store.database import Store
from visits.vault import sealing_keys, unreadable


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
    days |= set(unreadable.days(store))
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
