"""Envelopes: what is kept of a guest, put in and taken out only as the register allows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from visits.keys.keyring import KeyDestroyedError
from visits.policy.register import Purpose, Reader, Shelf, UndeclaredItemError, register
from visits.store.database import Store
from visits.store.visits import Envelope, Handle
from visits.vault import handles
from visits.vault.personal import Guest, Personal
from visits.vault.sealing import seal, unseal


def keep(store: Store, visit_id: int, items: Mapping[str, str], until: datetime) -> None:
    """The guest's items lie sealed on their shelves until `until`, and only they; empty ones are not kept.

    Refuses an item that the register does not name (`UndeclaredItemError`).
    """
    for shelf in Shelf:
        document = {
            item: value for item, value in items.items() if register().item(item).shelf is shelf and value
        }
        _put(store, visit_id, shelf, document, until)
    for item, value in items.items():
        if register().item(item).lookup:
            _find_by(store, visit_id, item, value, until)


def move(store: Store, visit_id: int, shelf: Shelf, until: datetime) -> None:
    """What lies on the shelf is sealed anew under the key of its new last day."""
    envelope = store.get(Envelope, (visit_id, shelf))
    if envelope is None:
        return
    document = _open(store, envelope)
    envelope.expires_at, envelope.key_day = until, until.astimezone(UTC).date()
    envelope.body = seal(store.keys.keyring.day_key(envelope.key_day), _belongs_to(visit_id, shelf), document)
    for handle in store.exec(select(Handle).where(col(Handle.visit_id) == visit_id)):
        if register().item(handle.item).shelf is shelf:
            handle.expires_at = until


def tell(
    store: Store, visit_ids: Iterable[int], items: Sequence[str], purpose: Purpose, reader: Reader
) -> dict[int, Guest]:
    """What is kept of each guest, for a declared purpose and reader; a forgotten guest's items are empty.

    Refuses what the register does not allow (`UndeclaredItemError`).
    """
    for item in items:
        register().check_reading(item, purpose, reader)
    told: dict[int, dict[str, Personal]] = {visit_id: {} for visit_id in visit_ids}
    shelves = {register().item(item).shelf for item in items}
    wanted = col(Envelope.visit_id).in_(told) & col(Envelope.shelf).in_(shelves)
    for envelope in store.exec(select(Envelope).where(wanted, col(Envelope.expires_at) > store.now)):
        document = _open(store, envelope)
        told[envelope.visit_id] |= {
            item: Personal(item, document[item]) for item in items if item in document
        }
    return {visit_id: Guest(**found) for visit_id, found in told.items()}


def tell_one(store: Store, visit_id: int, items: Sequence[str], purpose: Purpose, reader: Reader) -> Guest:
    return tell(store, [visit_id], items, purpose, reader)[visit_id]


def _put(store: Store, visit_id: int, shelf: Shelf, document: Mapping[str, str], until: datetime) -> None:
    envelope = store.get(Envelope, (visit_id, shelf))
    if not document:
        if envelope is not None:
            store.delete(envelope)
        return
    day = until.astimezone(UTC).date()
    body = seal(store.keys.keyring.day_key(day), _belongs_to(visit_id, shelf), document)
    store.merge(Envelope(visit_id=visit_id, shelf=shelf, expires_at=until, key_day=day, body=body))


def _find_by(store: Store, visit_id: int, item: str, value: str, until: datetime) -> None:
    handle = store.get(Handle, (visit_id, item))
    if handle is not None:
        store.delete(handle)
        store.flush()
    if value:
        digest = handles.digest(store.keys.secrets, item, value)
        store.add(Handle(visit_id=visit_id, item=item, digest=digest, expires_at=until))


def _open(store: Store, envelope: Envelope) -> dict[str, str]:
    try:
        key = store.keys.keyring.living_day_key(envelope.key_day)
    except KeyDestroyedError:
        return {}
    document = unseal(key, _belongs_to(envelope.visit_id, envelope.shelf), envelope.body)
    undeclared = document.keys() - register().items.keys()
    if undeclared:
        raise UndeclaredItemError(f"an envelope holds items the register does not name: {sorted(undeclared)}")
    return document


def _belongs_to(visit_id: int, shelf: Shelf) -> str:
    return f"visit {visit_id} {shelf.value}"
