"""Readings: what readers were told of guests, carried into the trail, and shown to the guest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import col, select

from visits.audit.entries import listed
from visits.audit.recent_reads import AN_HOUR, Read, is_same_hour
from visits.policy.register import register
from visits.store.database import Database, Store
from visits.store.outbox import AuditEntry
from visits.vocabulary.actors import AccessContext, Actor, Disclosure
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.policy import Purpose, Reader

BATCH = 100
"""A guest at the kiosk waits for no more entries than this."""

Tellings = Sequence[tuple[datetime, Read]]


@dataclass(frozen=True)
class AccessLogEntry:
    """Somebody was told these items of a guest, for this purpose: once or more in the hour from `at`."""

    actor: ActorKind
    reader: Reader
    purpose: Purpose
    items: tuple[str, ...]
    at: datetime

    @property
    def was_handed_over(self) -> bool:
        """The desk read it in the guest's place, to hand it to them."""
        return self.reader is Reader.GUEST and self.actor is ActorKind.MEMBER


def of_visit(store: Store, visit_id: int) -> list[AccessLogEntry]:
    """Who read what of this guest, newest first; what was read in the last second may not stand there yet."""
    about = select(AuditEntry).where(
        col(AuditEntry.visit_id) == visit_id, col(AuditEntry.act) == Act.TOLD
    )
    return [
        AccessLogEntry(
            entry.actor, entry.reader, entry.purpose, _items(entry), entry.at
        )
        for entry in store.exec(
            about.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        )
        if entry.reader and entry.purpose
    ]


def write(database: Database) -> int:
    """The trail says what readers were told until now; how many entries that took.

    Whoever was told the same of the same guest for the same purpose within the hour is not said again.
    When the store refuses, everything it did not take waits for the next time.
    """
    with database.noted.lock:
        waiting = _waiting(database)
        written = 0
        try:
            while waiting:
                written += _write(database, waiting[:BATCH])
                del waiting[:BATCH]
        finally:
            database.told.extendleft(_told_again(waiting))
        return written


def _waiting(database: Database) -> list[tuple[datetime, Read]]:
    """Each telling once an hour, unless the trail is known to say it."""
    waiting: list[tuple[datetime, Read]] = []
    newest: dict[Read, datetime] = {}
    for moment, telling in _taken(database):
        before = newest.get(telling)
        is_said = before and is_same_hour(before, moment)
        if not is_said and not database.noted.covers(telling, moment):
            waiting.append((moment, telling))
            newest[telling] = moment
    return waiting


def _taken(database: Database) -> Iterator[tuple[datetime, Read]]:
    while database.told:
        moment, told = database.told.popleft()
        items = tuple(sorted(told.items))
        for visit_id in told.visit_ids:
            yield moment, (told.asking, items, visit_id)


def _told_again(waiting: Tellings) -> Iterator[tuple[datetime, Disclosure]]:
    """Last first, as a deque is filled from its left."""
    for moment, (asking, items, visit_id) in reversed(waiting):
        yield moment, Disclosure(asking, items, (visit_id,))


def _write(database: Database, batch: Tellings) -> int:
    missing = []
    with database.transaction() as store:
        said = _said(store, batch)
        for moment, telling in batch:
            if telling not in said or not is_same_hour(said[telling], moment):
                missing.append(_row(moment, telling))
                said[telling] = moment
        if missing:
            store.execute(insert(AuditEntry), missing)
    for telling, moment in said.items():
        database.noted.add(telling, moment)
    return len(missing)


def _said(store: Store, batch: Tellings) -> dict[Read, datetime]:
    """When the trail last told of these visits, as far back as an hour before the first of the batch."""
    question = select(AuditEntry).where(
        col(AuditEntry.visit_id).in_({visit_id for _, (*_, visit_id) in batch}),
        col(AuditEntry.act) == Act.TOLD,
        col(AuditEntry.at) > min(moment for moment, _ in batch) - AN_HOUR,
    )
    said = store.exec(question.order_by(col(AuditEntry.id)))
    return {_telling(entry): entry.at for entry in said}


def _telling(entry: AuditEntry) -> Read:
    if entry.reader is None or entry.purpose is None or entry.visit_id is None:
        raise ValueError(f"entry {entry.id} tells of nobody")
    asking = AccessContext(
        Actor(entry.actor, entry.actor_id), entry.reader, entry.purpose
    )
    return asking, _items(entry), entry.visit_id


def _row(moment: datetime, telling: Read) -> dict[str, object]:
    asking, items, visit_id = telling
    return {
        "at": moment,
        "actor": asking.actor.kind,
        "actor_id": asking.actor.id,
        "act": Act.TOLD,
        "reader": asking.reader,
        "purpose": asking.purpose,
        "items": listed(items),
        "visit_id": visit_id,
        "count": 1,
        "register_version": register().version,
    }


def _items(entry: AuditEntry) -> tuple[str, ...]:
    return tuple(entry.items.split("+")) if entry.items else ()
