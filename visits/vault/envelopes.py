"""Envelopes: the only place for a guest's data, and the only way to read it.

An envelope is one sealed document for each visit and retention class. It lies under the key
of the last day on which it may be read; when that day is over, the key is destroyed. If the
visit ends earlier or later than planned, it is sealed again under its new day. Whoever reads
says as what and what for; the register decides, and the access log takes it down.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from visits.keys.keyring import KeyDestroyedError, KeyMissingError
from visits.policy.register import UndeclaredItemError, register
from visits.store.database import Store
from visits.store.rights import Restriction
from visits.store.visits import Envelope
from visits.vault import blind_index, corrections_log, sealing_keys
from visits.vault.personal import Guest, Personal
from visits.vault.sealing import EnvelopeDamagedError, seal, unseal
from visits.vocabulary.actors import AccessContext, Disclosure
from visits.vocabulary.policy import Purpose, RetentionClass
from visits.vocabulary.refusals import ClockIsBehind

_KEPT: Select[*tuple[Any, ...]] = (
    # Columns, not rows of the ORM: those are most of what a board of 500 costs.
    select_columns(
        col(Envelope.visit_id),
        col(Envelope.retention_class),
        col(Envelope.key_day),
        col(Envelope.body),
        col(Restriction.visit_id).label("restricted"),
    )
    .outerjoin(Restriction, col(Restriction.visit_id) == col(Envelope.visit_id))
    .where(
        col(Envelope.visit_id).in_(bindparam("visits", expanding=True)),
        col(Envelope.retention_class).in_(
            bindparam("retention_classes", expanding=True)
        ),
        col(Envelope.expires_at) > bindparam("now"),
    )
)
_SEAL_AGAIN = update(Envelope).where(
    col(Envelope.visit_id) == bindparam("of_visit"),
    col(Envelope.retention_class) == bindparam("of_class"),
)
THOUGH_RESTRICTED = frozenset({Purpose.PROTECT, Purpose.COMPLY})
"""Purposes for which data is used although its guest restricted it."""


def keep(
    store: Store, visit_id: int, items: Mapping[str, str], until: datetime
) -> None:
    """Seal these items of the guest until `until`, in place of all that was kept; skip empty ones.

    Raises UndeclaredItemError for an item that the register does not name.
    """
    classes = {name: register().item(name).retention_class for name in items}
    given_items = {name: value for name, value in items.items() if value}
    gone = (
        delete(Envelope)
        .where(col(Envelope.visit_id) == visit_id)
        .returning(col(Envelope.furthest_day))
    )
    furthest = max(store.execute(gone).scalars().all(), default=date.min)
    for retention_class in sorted({classes[name] for name in given_items}):
        document = {
            name: value
            for name, value in given_items.items()
            if classes[name] is retention_class
        }
        sealed = _sealed(store, (visit_id, retention_class), document, until)
        store.execute(insert(Envelope), [_at_least(furthest, sealed)])
    blind_index.keep(store, visit_id, given_items)


def change(store: Store, visit_id: int, items: Mapping[str, str]) -> frozenset[str]:
    """Give these items new values, until the day they had; an empty value removes the item.

    Returns the items that changed: not those whose envelope is gone, nor those with the same
    value as before. Raises UndeclaredItemError for an item that the register does not name.
    """
    retention_classes = {register().item(name).retention_class for name in items}
    in_envelopes = (
        col(Envelope.visit_id) == visit_id,
        col(Envelope.retention_class).in_(retention_classes),
    )
    changed: set[str] = set()
    for envelope in store.exec(select(Envelope).where(*in_envelopes)):
        document = _open(store, envelope)
        new = _of_class(items, envelope.retention_class)
        differing = {
            name for name in new if document and new[name] != document.get(name, "")
        }
        if differing and envelope.expires_at > store.now:
            whole = {name: value for name, value in (document | new).items() if value}
            envelope.body = _sealed(
                store, (visit_id, envelope.retention_class), whole, envelope.expires_at
            )["body"]
            corrections_log.add(
                store, envelope, {name: new[name] for name in differing}
            )
            changed |= differing
    blind_index.correct(store, visit_id, {name: items[name] for name in changed})
    return frozenset(changed)


def _of_class(
    items: Mapping[str, str], retention_class: RetentionClass
) -> dict[str, str]:
    return {
        name: value
        for name, value in items.items()
        if register().item(name).retention_class is retention_class
    }


def set_expiry(
    store: Store,
    lying: Iterable[Envelope | Row[Any]],
    until: Mapping[RetentionClass, datetime],
) -> None:
    """Seal these envelopes again under their new last days; nobody reads what is due then.

    What was due before stays due. Raises ClockIsBehind, and nothing is changed.
    """
    moved = []
    for envelope in lying:
        ends = until[envelope.retention_class]
        document = (
            _open(store, envelope) if store.now < envelope.expires_at != ends else {}
        )
        if document and ends > store.now:
            sealed = _sealed(
                store, (envelope.visit_id, envelope.retention_class), document, ends
            )
            moved.append(_at_least(envelope.furthest_day, sealed))
        elif document:
            moved.append(_due(envelope, ends))
    if moved:
        store.prepared(_SEAL_AGAIN, *map(_in_its_place, moved))


def read(
    store: Store,
    visit_ids: Iterable[int],
    items: Sequence[str],
    asking: AccessContext,
    is_wanted: Callable[[Guest], bool] | None = None,
) -> dict[int, Guest]:
    """Return these items of each guest, or of those wanted; note for the access log who read them.

    An erased guest's items are empty; so are those of a guest who restricted them, who then
    `is_restricted`, unless the purpose is one of THOUGH_RESTRICTED. Raises UndeclaredItemError.
    """
    for item in items:
        register().check_reading(item, asking.purpose, asking.reader)
    shown, restricted = _shown(store, visit_ids, items, asking.purpose)
    guests = {
        one: Guest(**told, is_restricted=one in restricted)
        for one, told in shown.items()
    }
    if is_wanted:
        # Whoever is compared and not wanted was shown to nobody.
        shown = {one: told for one, told in shown.items() if is_wanted(guests[one])}
    store.disclose(_disclosures(asking, shown))
    return {one: guests[one] for one in shown}


def _shown(
    store: Store, visit_ids: Iterable[int], items: Sequence[str], purpose: Purpose
) -> tuple[dict[int, dict[str, Personal]], set[int]]:
    shown: dict[int, dict[str, Personal]] = {visit_id: {} for visit_id in visit_ids}
    classes = list({register().item(item).retention_class for item in items})
    parameters = {"visits": list(shown), "retention_classes": classes, "now": store.now}
    restricted = set()
    for envelope in store.prepared(_KEPT, **parameters).all():
        if envelope.restricted and purpose not in THOUGH_RESTRICTED:
            restricted.add(envelope.visit_id)
            continue
        document = _open(store, envelope)
        shown[envelope.visit_id] |= {
            item: Personal(item, document[item]) for item in items if item in document
        }
    return shown, restricted


def read_one(
    store: Store, visit_id: int, items: Sequence[str], asking: AccessContext
) -> Guest:
    """Return these items of one guest, as `read` does."""
    return read(store, [visit_id], items, asking)[visit_id]


def opened(store: Store, envelope: Envelope | Row[Any]) -> dict[str, str] | None:
    """Return what is in the envelope: {} if its day is over, None if no key opens it.

    Raises UndeclaredItemError if it holds an item that the register does not name.
    """
    try:
        key = store.living_day_key(envelope.key_day)
        document = unseal(
            key, _belongs_to(envelope.visit_id, envelope.retention_class), envelope.body
        )
    except KeyDestroyedError:
        return {}
    except (KeyMissingError, EnvelopeDamagedError):
        return None
    undeclared = document.keys() - register().items.keys()
    if undeclared:
        raise UndeclaredItemError(
            f"an envelope holds items the register does not name: {sorted(undeclared)}"
        )
    return document


def _disclosures(
    asking: AccessContext, shown: Mapping[int, Mapping[str, Personal]]
) -> list[Disclosure]:
    # One for each set of items: a board of 500 guests makes two or three, not 500.
    visits: dict[tuple[str, ...], list[int]] = {}
    for visit_id, personal in shown.items():
        visits.setdefault(tuple(personal), []).append(visit_id)
    return [
        Disclosure(asking, items, tuple(ids)) for items, ids in visits.items() if items
    ]


def _sealed(
    store: Store,
    place: tuple[int, RetentionClass],
    document: Mapping[str, str],
    until: datetime,
) -> dict[str, Any]:
    day = until.astimezone(UTC).date()
    try:
        key = sealing_keys.day_key(store, day)
    except KeyDestroyedError:
        raise ClockIsBehind from None
    return {
        "visit_id": place[0],
        "retention_class": place[1],
        "expires_at": until,
        "key_day": day,
        "furthest_day": day,
        "body": seal(key, _belongs_to(*place), document),
    }


def _at_least(furthest: date, sealed: dict[str, Any]) -> dict[str, Any]:
    # A backup may hold it under an earlier, later-ending day: it opens until the furthest one.
    return sealed | {"furthest_day": max(furthest, sealed["furthest_day"])}


def _in_its_place(sealed: dict[str, Any]) -> dict[str, Any]:
    columns = dict(sealed)
    of_visit, of_class = columns.pop("visit_id"), columns.pop("retention_class")
    return columns | {"of_visit": of_visit, "of_class": of_class}


def _due(envelope: Envelope | Row[Any], since: datetime) -> dict[str, Any]:
    kept = ("visit_id", "retention_class", "key_day", "furthest_day", "body")
    return {name: getattr(envelope, name) for name in kept} | {"expires_at": since}


def _open(store: Store, envelope: Envelope | Row[Any]) -> dict[str, str]:
    # A guest whom no key opens reads as erased: one of them must not break a whole board.
    return opened(store, envelope) or {}


def _belongs_to(visit_id: int, retention_class: RetentionClass) -> str:
    return f"visit {visit_id} {retention_class.value}"
