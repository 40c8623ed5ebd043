"""Envelopes: what is kept of a guest, put in and taken out only as the register allows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import col, select

from visits.keys.keyring import KeyDestroyedError, KeyMissingError
from visits.policy.register import Shelf, UndeclaredItemError, register
from visits.refusals import ClockIsBehind
from visits.store.database import Store
from visits.store.visits import Envelope, Handle
from visits.trail.actors import Asking, Told
from visits.vault import handles
from visits.vault.personal import Guest, Personal
from visits.vault.sealing import EnvelopeDamagedError, seal, unseal

_KEPT = select(Envelope).where(
    col(Envelope.visit_id).in_(bindparam("visits", expanding=True)),
    col(Envelope.shelf).in_(bindparam("shelves", expanding=True)),
    col(Envelope.expires_at) > bindparam("now"),
)


def keep(store: Store, visit_id: int, items: Mapping[str, str], until: datetime) -> None:
    """The guest's items lie sealed on their shelves until `until`, and only they; empty ones are not kept.

    Refuses an item that the register does not name (`UndeclaredItemError`).
    """
    declared = [register().item(name) for name in items]
    kept = [item for item in declared if items[item.name]]
    store.execute(delete(Envelope).where(col(Envelope.visit_id) == visit_id))
    store.execute(delete(Handle).where(col(Handle.visit_id) == visit_id))
    for shelf in sorted({item.shelf for item in kept}):
        document = {item.name: items[item.name] for item in kept if item.shelf is shelf}
        store.execute(insert(Envelope), [_sealed(store, (visit_id, shelf), document, until)])
    found_by = [
        {"visit_id": visit_id, "item": item.name,
         "digest": handles.digest(store.keys.secrets, item.name, items[item.name])}
        for item in kept if item.lookup
    ]  # fmt: skip
    if found_by:
        store.execute(insert(Handle), found_by)


def reseal(store: Store, lying: Iterable[Envelope], until: Mapping[Shelf, datetime]) -> None:
    """What lies there is sealed anew under its new last day's key; what is due then is told to nobody.

    What was due before stays so. Refuses `ClockIsBehind`, and nothing was changed.
    """
    moved = []
    for envelope in lying:
        ends = until[envelope.shelf]
        document = _open(store, envelope) if store.now < envelope.expires_at != ends else {}
        if document and ends > store.now:
            moved.append(_sealed(store, (envelope.visit_id, envelope.shelf), document, ends))
        elif document:
            moved.append(_due(envelope, ends))
    if moved:
        store.execute(update(Envelope), moved)


def tell(store: Store, visit_ids: Iterable[int], items: Sequence[str], asking: Asking) -> dict[int, Guest]:
    """What is kept of each guest, for whoever asks; a forgotten guest's items are empty.

    The trail will say whose items were told to whom. Refuses what the register does not allow
    (`UndeclaredItemError`).
    """
    for item in items:
        register().check_reading(item, asking.purpose, asking.reader)
    told: dict[int, dict[str, Personal]] = {visit_id: {} for visit_id in visit_ids}
    shelves = {register().item(item).shelf for item in items}
    asked = {"visits": list(told), "shelves": list(shelves), "now": store.now}
    for envelope in store.execute(_KEPT, asked).scalars():
        document = _open(store, envelope)
        told[envelope.visit_id] |= {
            item: Personal(item, document[item]) for item in items if item in document
        }
    known = tuple(visit_id for visit_id, found in told.items() if found)
    store.told.append(Told(asking, tuple(items), known))
    return {visit_id: Guest(**found) for visit_id, found in told.items()}


def tell_one(store: Store, visit_id: int, items: Sequence[str], asking: Asking) -> Guest:
    """What is kept of one guest, as `tell` does."""
    return tell(store, [visit_id], items, asking)[visit_id]


def opened(store: Store, envelope: Envelope) -> dict[str, str] | None:
    """What is in the envelope; nothing once its day is over, None where no key opens it before that.

    Refuses items that the register does not name (`UndeclaredItemError`).
    """
    try:
        key = store.keys.keyring.living_day_key(envelope.key_day)
        document = unseal(key, _belongs_to(envelope.visit_id, envelope.shelf), envelope.body)
    except KeyDestroyedError:
        return {}
    except (KeyMissingError, EnvelopeDamagedError):
        return None
    undeclared = document.keys() - register().items.keys()
    if undeclared:
        raise UndeclaredItemError(f"an envelope holds items the register does not name: {sorted(undeclared)}")
    return document


def _sealed(
    store: Store, place: tuple[int, Shelf], document: Mapping[str, str], until: datetime
) -> dict[str, Any]:
    day = until.astimezone(UTC).date()
    try:
        key = store.keys.keyring.day_key(day)
    except KeyDestroyedError:
        raise ClockIsBehind from None
    body = seal(key, _belongs_to(*place), document)
    return {"visit_id": place[0], "shelf": place[1], "expires_at": until, "key_day": day, "body": body}


def _due(envelope: Envelope, since: datetime) -> dict[str, Any]:
    place = {"visit_id": envelope.visit_id, "shelf": envelope.shelf}
    return place | {"expires_at": since, "key_day": envelope.key_day, "body": envelope.body}


def _open(store: Store, envelope: Envelope) -> dict[str, str]:
    # A guest whom no key opens reads as one who is forgotten: one of them must not take a whole board along.
    return opened(store, envelope) or {}


def _belongs_to(visit_id: int, shelf: Shelf) -> str:
    return f"visit {visit_id} {shelf.value}"
