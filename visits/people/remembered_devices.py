"""Remembered devices: for 30 days a person gives only their password there.

The cookie is 256 random bits. What is stored is their digest together with the account, the face,
the password and the second factor under which the device was remembered: with another of these
the cookie finds nothing, in whatever order things happen at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from visits.audit import entries
from visits.people import memberships
from visits.store.database import Store
from visits.store.people import Account, RememberedDevice, SecondFactor
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.devices import BrowserKind, OperatingSystem
from visits.vocabulary.sessions import FaceName

KEEPS = timedelta(days=30)
COOKIE_BYTES = 32
# As many as tell the devices of one member apart: 128 bits.
NAME_DIGITS = 32


@dataclass(frozen=True)
class OwnDevice:
    """A device that is remembered for a member; coarse, as it need only be told from others."""

    name: str
    """By which a form names it: a digest with a key, which opens nothing."""
    face: FaceName
    browser: BrowserKind | None
    system: OperatingSystem | None
    remembered_at: datetime
    used_at: datetime


def remember(
    store: Store,
    member_id: int,
    face: FaceName,
    browser: BrowserKind | None,
    system: OperatingSystem | None,
) -> str:
    """Remember a device on which the member has just given both factors; return its cookie."""
    cookie = secrets.token_urlsafe(COOKIE_BYTES)
    device = RememberedDevice(
        digest=_digest(store, member_id, face, cookie),
        account_id=memberships.account_id(store, member_id),
        face=face,
        browser=browser,
        system=system,
        remembered_at=store.now,
        used_at=store.now,
    )
    store.add(device)
    actor = actors.member(member_id)
    entries.record_about(store, actor, Act.DEVICE_REMEMBERED, member_id)
    return cookie


def use(store: Store, member_id: int, face: FaceName, cookies: Sequence[str]) -> bool:
    """Note that the member's password was right there; False if none of the cookies is theirs."""
    digests = [_digest(store, member_id, face, cookie) for cookie in cookies]
    own = col(RememberedDevice.digest).in_(digests), ~is_over(store)
    # An UPDATE: whoever forgets the device at the same moment has forgotten it.
    noted = update(RememberedDevice).where(*own).values(used_at=store.now)
    if not store.connection().execute(noted).rowcount:
        return False
    actor = actors.member(member_id)
    entries.record_about(store, actor, Act.REMEMBERED_DEVICE_USED, member_id)
    return True


def of_member(store: Store, member_id: int) -> list[OwnDevice]:
    """Return the member's remembered devices, the newest first."""
    own = _own(store, member_id), ~is_over(store)
    newest = col(RememberedDevice.remembered_at).desc()
    rows = store.exec(select(RememberedDevice).where(*own).order_by(newest))
    return [
        OwnDevice(
            _name(store, row.digest),
            FaceName(row.face),
            row.browser,
            row.system,
            row.remembered_at,
            row.used_at,
        )
        for row in rows
    ]


def forget(store: Store, member_id: int, name: str | None = None) -> None:
    """Forget the member's device of this name, or all of them; one that is gone stays so."""
    own = _own(store, member_id)
    for row in store.exec(select(RememberedDevice).where(own)):
        if name in {None, _name(store, row.digest)}:
            actor = actors.member(member_id)
            entries.record_about(store, actor, Act.DEVICE_FORGOTTEN, member_id)
            _delete(store, col(RememberedDevice.digest) == row.digest)


def forget_all(store: Store, member_id: int) -> None:
    """Forget them with what they stood for, which the audit log says already."""
    _delete(store, _own(store, member_id))


def is_over(store: Store) -> ColumnElement[bool]:
    """Return the condition of devices that were remembered long enough."""
    return col(RememberedDevice.remembered_at) <= store.now - KEEPS


def _own(store: Store, member_id: int) -> ColumnElement[bool]:
    account_id = memberships.account_id(store, member_id)
    return col(RememberedDevice.account_id) == account_id


def _delete(store: Store, which: ColumnElement[bool]) -> None:
    store.execute(delete(RememberedDevice).where(which))


def _digest(store: Store, member_id: int, face: FaceName, cookie: str) -> bytes:
    account_id = memberships.account_id(store, member_id)
    password = store.get_one(Account, account_id).password
    factor = store.get(SecondFactor, account_id)
    since = factor.confirmed_at.timestamp() if factor and factor.confirmed_at else 0
    whose = account_id, face, password, since
    return store.keys.secrets.digest("remembered device", cookie, *whose)


def _name(store: Store, digest: bytes) -> str:
    return store.keys.secrets.digest("device name", digest.hex()).hex()[:NAME_DIGITS]
