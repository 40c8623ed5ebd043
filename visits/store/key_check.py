"""Checks that a database and a root secret belong together, before anything fails to open."""

import hmac

from sqlmodel import select

from visits.keys.secrets import OtherKeysError
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.system_state import KeyCheck


def claim(store: Store) -> None:
    """Note in the database which root secret it belongs to; raises OtherKeysError.

    A database without a site has no data yet, and may be given another secret.
    """
    store.lock_names([b"key check"])
    row = store.get(KeyCheck, 1)
    if row is None or store.exec(select(Site.id).limit(1)).first() is None:
        store.merge(KeyCheck(digest=_digest(store)))
    check(store)


def check(store: Store) -> None:
    """Raise OtherKeysError if the database was claimed with another root secret."""
    row = store.get(KeyCheck, 1)
    if row is not None and not hmac.compare_digest(row.digest, _digest(store)):
        raise OtherKeysError


def _digest(store: Store) -> bytes:
    return store.keys.secrets.digest("whose keys these are")
