"""The blind index: finds a visit by an e-mail address or phone number that is not stored.

The store keeps an HMAC of the normalised address under a key that lies outside the database.
Equal addresses have equal digests, so an exact look-up works; nothing else can be read from
them, and without the key nobody can try addresses out. It lives as long as the name is kept,
also when the address itself is erased already.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import col, select

from visits.keys.secrets import Secrets
from visits.policy.register import register
from visits.store.database import Store
from visits.store.visits import BlindIndex
from visits.vault import email_addresses, phone_numbers


def digest(secrets: Secrets, item: str, value: str) -> bytes:
    """Return the same 32 bytes for every spelling of an address."""
    # The name of the use stays: another one would find none of the stored digests.
    return secrets.digest("handle", item, normal(item, value))


def keep(store: Store, visit_id: int, items: Mapping[str, str]) -> None:
    """Let the visit be found by the addresses among these items, and by nothing else."""
    store.execute(delete(BlindIndex).where(col(BlindIndex.visit_id) == visit_id))
    _add(store, visit_id, {name: items[name] for name in _addresses(items)}, {})


def correct(store: Store, visit_id: int, items: Mapping[str, str]) -> None:
    """Let the visit be found by the addresses among these items in place of those that it had.

    An empty one finds it no more. What was decided about the guest counts for the address
    of which it was decided: a new one is noted with the time, another spelling is not.
    """
    corrected = _addresses(items)
    if not corrected:
        return
    gone = (
        delete(BlindIndex)
        .where(
            col(BlindIndex.visit_id) == visit_id, col(BlindIndex.item).in_(corrected)
        )
        .returning(col(BlindIndex.digest), col(BlindIndex.corrected_at))
    )
    before = {row.digest: row.corrected_at for row in store.execute(gone)}
    given = {name: items[name] for name in corrected if items[name]}
    _add(store, visit_id, given, before, store.now)


def watch_digest(secrets: Secrets, found_by: bytes) -> bytes:
    """Return the digest on a watch list of what the blind index finds by this one."""
    # Made of that one, as it outlives the address; with a key, so that they match nowhere else.
    return secrets.digest("watch list", found_by.hex())


def stored(store: Store, visit_id: int, item: str) -> bytes | None:
    """Return the digest by which this item finds the visit; None if it was never given."""
    of_item = (col(BlindIndex.visit_id) == visit_id, col(BlindIndex.item) == item)
    return store.exec(select(BlindIndex.digest).where(*of_item)).first()


def normal(item: str, value: str) -> str:
    """Return one spelling: of an e-mail address the comparable form, of a phone the digits."""
    if item == "phone":
        return phone_numbers.comparable(value)
    return email_addresses.comparable(value)


def _addresses(items: Iterable[str]) -> list[str]:
    return [name for name in items if register().item(name).lookup]


def _add(
    store: Store,
    visit_id: int,
    addresses: Mapping[str, str],
    before: Mapping[bytes, datetime | None],
    corrected_at: datetime | None = None,
) -> None:
    secrets, rows = store.keys.secrets, []
    for item, value in addresses.items():
        found_by = digest(secrets, item, value)
        rows.append(
            {
                "visit_id": visit_id,
                "item": item,
                "digest": found_by,
                "watch_digest": watch_digest(secrets, found_by),
                "corrected_at": before.get(found_by, corrected_at),
            }
        )
    if rows:
        store.execute(insert(BlindIndex), rows)
