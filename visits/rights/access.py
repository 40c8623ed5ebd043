"""Access: everything that is kept of a guest, what for, until when, and who read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from visits.audit import access_log
from visits.audit.access_log import Reading
from visits.policy import notice
from visits.policy.notice import Told
from visits.policy.register import Period, Shelf, register
from visits.retention import deadlines
from visits.rights import facts
from visits.rights.facts import Row
from visits.store.database import Store
from visits.vault import envelopes
from visits.vault.personal import Guest, Personal
from visits.visit_state import Stage, Standing
from visits.vocabulary.actors import Asking, as_guest
from visits.vocabulary.policy import Timeless


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One item or fact as it is kept; erased by `until` as things stand, by an event where that is None.

    Of whoever is expected, `until` is when they do not come; once they came, it is kept to `if_they_come`.
    """

    name: str
    shelf: Shelf | Period | Timeless
    until: datetime | None
    if_they_come: datetime | None = None
    value: Personal | None = None
    rows: list[Row] = field(default_factory=list, repr=False)


@dataclass(frozen=True, kw_only=True)
class Everything:
    """All that is kept of one guest."""

    standing: Standing = field(repr=False)
    at: datetime
    guest: Guest = field(repr=False)
    kept: list[Kept]
    read: list[Reading]

    def rows(self, fact: str) -> list[Row]:
        """What is kept of this fact; empty when nothing is."""
        return next((one.rows for one in self.kept if one.name == fact), [])


def everything(store: Store, found: Standing, asking: Asking | None = None) -> Everything:
    """All that is kept of the guest, told to them; the trail says so like of any other reader."""
    until, later = deadlines.until(store, found), _if_they_come(store, found)
    items = register().items
    guest = envelopes.tell_one(store, found.id, list(items), asking or as_guest())
    sealed = [
        Kept(
            name=name,
            shelf=item.shelf,
            until=until[item.shelf],
            value=value,
            if_they_come=later.get(item.shelf),
        )
        for name, item in items.items()
        if (value := getattr(guest, name))
    ]
    plain = [
        Kept(
            name=name, shelf=shelf, until=_goes(name, rows, until), rows=rows, if_they_come=later.get(shelf)
        )
        for name, rows in facts.of(store, found).items()
        if rows and (shelf := register().facts[name].shelf)
    ]  # fmt: skip
    read = access_log.of_visit(store, found.id)
    return Everything(standing=found, at=store.now, guest=guest, kept=sealed + plain, read=read)


def as_document(every: Everything, language: str) -> dict[str, Any]:
    """The same for a machine to read, with the register's words in the language; moments are UTC."""
    told = notice.of(language)
    words: Mapping[str, Told] = {**told.items, **told.facts}
    return {
        "made_at": every.at.isoformat(),
        "visit": every.standing.visit.public_id,
        "policy": register().policy,
        "register_version": register().version,
        "ask": every.standing.site.privacy_contact,
        "kept": [_entry(one, words[one.name]) for one in every.kept],
        "read": [_reading(one) for one in every.read],
    }


def _entry(one: Kept, told: Told) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": told.label,
        "value": one.value.reveal() if one.value else [_plain(row) for row in one.rows],
        "purposes": list(told.purposes),
        "basis": told.basis,
        "clause": told.clause,
        "source": told.source,
        "readers": list(told.readers),
        **_erased(one),
    }


def _erased(one: Kept) -> dict[str, Any]:
    """By when at the latest, and by when if whoever is expected does not come."""
    if one.until is None or one.if_they_come is None:
        return {"erased_by": one.until.isoformat() if one.until else None}
    return {"erased_by": one.if_they_come.isoformat(), "erased_if_absent": one.until.isoformat()}


def _reading(one: Reading) -> dict[str, Any]:
    return {
        "actor": one.actor, "reader": one.reader, "purpose": one.purpose, "items": list(one.items),
        "at": one.at.isoformat(),
    }  # fmt: skip


def _plain(row: Row) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if value is not None
    }


def _if_they_come(store: Store, found: Standing) -> Mapping[str, datetime]:
    """By shelf: when it goes once the guest came; empty when nobody expects them any more."""
    if found.stage is not Stage.EXPECTED or found.invitation.day_ends_at <= store.now:
        return {}
    promised = deadlines.promises(store, found)
    return {shelf: promised[Period(shelf)] for shelf in Shelf}


def _goes(name: str, rows: list[Row], until: Mapping[Shelf, datetime]) -> datetime | None:
    """What is not the visit's own is kept from its newest moment on."""
    shelf = register().facts[name].shelf
    if isinstance(shelf, Timeless):
        return None
    newest = facts.last(rows)
    if shelf in {Period.LOG, Period.NO_SHOW} or newest is None:
        return until[Shelf.LOG]
    return newest + register().shelves[shelf].keeps
