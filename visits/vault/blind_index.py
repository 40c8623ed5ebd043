"""The blind index: finds a visit by an e-mail address or phone number that is not stored.

The store keeps an HMAC of the normalised address under a key that lies outside the database.
Equal addresses have equal digests, so an exact look-up works; nothing else can be read from
them, and without the key nobody can try addresses out. It lives as long as the name is kept,
also when the address itself is erased already.
"""

from sqlmodel import col, select

from visits.keys.secrets import Secrets
from visits.store.database import Store
from visits.store.visits import BlindIndex
from visits.vault import email_addresses, phone_numbers


def digest(secrets: Secrets, item: str, value: str) -> bytes:
    """Return the same 32 bytes for every spelling of an address."""
    # The name of the use stays: another one would find none of the stored digests.
    return secrets.digest("handle", item, normal(item, value))


def row(secrets: Secrets, item: str, value: str) -> dict[str, str | bytes]:
    """Return the columns by which an address finds a visit."""
    found_by = digest(secrets, item, value)
    watched_by = watch_digest(secrets, found_by)
    return {"item": item, "digest": found_by, "watch_digest": watched_by}


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
