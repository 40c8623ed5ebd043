"""Whether a database and a root secret belong together: known before anything fails to open."""

import hmac

from sqlmodel import select

from visits.keys.secrets import OtherKeysError
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.system_state import KeyCheck


def claim(store: Store) -> None:
    """The database knows its root secret from now on; one without a site may be given another.

    Refuses `OtherKeysError`.
    """
    row = store.get(KeyCheck, 1)
    if row is None or store.exec(select(Site.id).limit(1)).first() is None:
        store.merge(KeyCheck(digest=_digest(store)))
    check(store)


def check(store: Store) -> None:
    """`OtherKeysError` unless the database was claimed with this root secret, or never."""
    row = store.get(KeyCheck, 1)
    if row is not None and not hmac.compare_digest(row.digest, _digest(store)):
        raise OtherKeysError


def _digest(store: Store) -> bytes:
    return store.keys.secrets.digest("whose keys these are")
