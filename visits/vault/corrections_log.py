"""Corrections in the decision log: each value lies sealed there under its envelope's day key.

So it dies with the day, and opens for this visit and item alone.
"""

from collections.abc import Mapping

from visits.keys.decision_log import LoggedCorrection, digest_of
from visits.keys.keyring import KeyDestroyedError, KeyMissingError
from visits.store.database import Store
from visits.store.visits import Envelope, Visit
from visits.vault.sealing import EnvelopeDamagedError, seal, unseal


def add(store: Store, envelope: Envelope, values: Mapping[str, str]) -> None:
    """Log that these items of the envelope read so from now on."""
    visit = digest_of(store.get_one(Visit, envelope.visit_id).public_id)
    key = store.living_day_key(envelope.key_day)
    for item, value in values.items():
        correction = LoggedCorrection(
            last_day=envelope.key_day,
            visit=visit,
            retention_class=envelope.retention_class,
            item=item,
            key_day=envelope.key_day,
            body=seal(key, _place(visit, item), {item: value}),
        )
        store.decisions.append(correction)


def value(store: Store, entry: LoggedCorrection) -> str | None:
    """Return what the item of this entry was corrected to; None once its day is over."""
    try:
        key = store.living_day_key(entry.key_day)
        return unseal(key, _place(entry.visit, entry.item), entry.body)[entry.item]
    except (KeyDestroyedError, KeyMissingError, EnvelopeDamagedError):
        return None


def _place(visit: bytes, item: str) -> str:
    return f"correction {visit.hex()} {item}"
