"""Access: everything that is kept of a guest, what for, until when, and who read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from visits.audit import access_log
from visits.audit.access_log import AccessLogEntry
from visits.policy import notice
from visits.policy.notice import ItemText
from visits.policy.register import register
from visits.retention import deadlines
from visits.rights import facts
from visits.rights.facts import Row
from visits.store.database import Store
from visits.vault import envelopes
from visits.vault.personal import Guest, Personal
from visits.visit_state import Stage, VisitState
from visits.vocabulary.actors import AccessContext
from visits.vocabulary.policy import Period, RetentionClass, Timeless


@dataclass(frozen=True, kw_only=True)
class KeptItem:
    """One item or fact as it is kept; `until` is its deadline, or None if an event ends it.

    For a guest who is still expected, `until` holds if they do not come, and
    `if_they_come` otherwise.
    """

    name: str
    retention_class: RetentionClass | Period | Timeless
    until: datetime | None
    if_they_come: datetime | None = None
    value: Personal | None = None
    rows: list[Row] = field(default_factory=list, repr=False)


@dataclass(frozen=True, kw_only=True)
class GuestData:
    """Everything that is kept of one guest."""

    visit_state: VisitState = field(repr=False)
    at: datetime
    guest: Guest = field(repr=False)
    kept: list[KeptItem]
    read: list[AccessLogEntry]

    def rows(self, fact: str) -> list[Row]:
        """Return what is kept of this fact; empty when nothing is."""
        return next((item.rows for item in self.kept if item.name == fact), [])


def all_data(store: Store, visit: VisitState, context: AccessContext) -> GuestData:
    """Return everything that is kept of the guest; the access log records the reading."""
    until, later = deadlines.deadlines(store, visit), _if_they_come(store, visit)
    names = list(register().items)
    guest = envelopes.read_one(store, visit.id, names, context)
    plain = [
        KeptItem(
            name=name,
            retention_class=retention_class,
            until=_goes(name, rows, until),
            rows=rows,
            if_they_come=later.get(retention_class),
        )
        for name, rows in facts.of(store, visit).items()
        if rows and (retention_class := register().facts[name].retention_class)
    ]
    # After the reading above, but that one is written a second later and is not in it yet.
    read = access_log.of_visit(store, visit.id)
    items = [*_sealed(guest, until, later), *plain]
    return GuestData(
        visit_state=visit, at=store.now, guest=guest, kept=items, read=read
    )


def _sealed(
    guest: Guest,
    until: Mapping[RetentionClass, datetime],
    later: Mapping[Any, datetime],
) -> Iterator[KeptItem]:
    for name, item in register().items.items():
        if value := getattr(guest, name):
            yield KeptItem(
                name=name,
                retention_class=item.retention_class,
                until=until[item.retention_class],
                value=value,
                if_they_come=later.get(item.retention_class),
            )


def as_document(data: GuestData, language: str) -> dict[str, Any]:
    """Return the same as JSON values, with labels in this language and times in UTC."""
    register_texts = notice.in_language(language)
    texts = {**register_texts.items, **register_texts.facts}
    return {
        "made_at": data.at.isoformat(),
        "visit": data.visit_state.visit.public_id,
        "policy": register().policy,
        "register_version": register().version,
        "ask": data.visit_state.site.privacy_contact,
        "kept": [_entry(item, texts[item.name]) for item in data.kept],
        "read": [_reading(reading) for reading in data.read],
    }


def _entry(item: KeptItem, text: ItemText) -> dict[str, Any]:
    rows = [_plain(row) for row in item.rows]
    return {
        "name": item.name,
        "label": text.label,
        "value": item.value.reveal() if item.value else rows,
        "purposes": list(text.purposes),
        "basis": text.basis,
        "clause": text.clause,
        "source": text.source,
        "readers": list(text.readers),
        **_erased(item),
    }


def _erased(item: KeptItem) -> dict[str, Any]:
    """Say by when it is erased at the latest, and by when if an expected guest does not come."""
    if item.until is None or item.if_they_come is None:
        return {"erased_by": item.until.isoformat() if item.until else None}
    return {
        "erased_by": item.if_they_come.isoformat(),
        "erased_if_absent": item.until.isoformat(),
    }


def _reading(reading: AccessLogEntry) -> dict[str, Any]:
    return {
        "actor": reading.actor,
        "reader": reading.reader,
        "purpose": reading.purpose,
        "items": list(reading.items),
        "at": reading.at.isoformat(),
    }


def _plain(row: Row) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if value is not None
    }


def _if_they_come(store: Store, visit: VisitState) -> Mapping[str, datetime]:
    """Return each deadline as it is once the guest came.

    Empty when nobody expects them any more.
    """
    # From an arrival on there is one deadline, and it is the real one.
    is_ahead = visit.stage in {Stage.EXPECTED, Stage.ASKING}
    if not is_ahead or visit.invitation.day_ends_at <= store.now:
        return {}
    promised = deadlines.promised(store, visit)
    return {
        retention_class: promised[Period(retention_class)]
        for retention_class in RetentionClass
    }


def _goes(
    name: str, rows: list[Row], until: Mapping[RetentionClass, datetime]
) -> datetime | None:
    """A fact that has a period of its own is kept from its newest time on."""
    retention_class = register().facts[name].retention_class
    # Kept until something happens, so that no day can be named.
    if isinstance(retention_class, Timeless):
        return None
    newest = facts.last(rows)
    # Its review, which comes after every other time.
    if retention_class is Period.WATCH:
        return newest
    # These columns go with the visit's row, and so with its log envelope.
    if retention_class in {Period.LOG, Period.NO_SHOW} or newest is None:
        return until[RetentionClass.LOG]
    return newest + register().retention_classes[retention_class].keeps
