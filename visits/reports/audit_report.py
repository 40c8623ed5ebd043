"""The audit log as an auditor reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from visits.audit.chain import AT_ONCE
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound


@dataclass(frozen=True)
class AuditQuery:
    """Which entries an auditor wants to see: of one visit, from a moment on, of one act.

    None for all.
    """

    visit_id: int | None = None
    since: datetime | None = None
    act: Act | None = None


def find_visit_id(store: Store, name: str) -> int:
    """Return the id of a visit, by its public id or by the id itself (`NotFound`).

    The id still stands in the audit log when the visit, and its public id with it, is erased.
    """
    visit_id = store.exec(select(Visit.id).where(col(Visit.public_id) == name)).first()
    # At most nine digits: a number that the database cannot hold is no visit of ours.
    if visit_id is None and not re.fullmatch("[0-9]{1,9}", name):
        raise NotFound
    return visit_id or int(name)


def matching(store: Store, query: AuditQuery) -> Iterator[AuditEntry]:
    """Yield the entries that match, oldest first, fetched in batches."""
    statement = select(AuditEntry).order_by(col(AuditEntry.id))
    if query.visit_id is not None:
        statement = statement.where(col(AuditEntry.visit_id) == query.visit_id)
    if query.since is not None:
        statement = statement.where(col(AuditEntry.at) >= query.since)
    if query.act is not None:
        statement = statement.where(col(AuditEntry.act) == query.act)
    # A million entries must not lie in memory at once.
    return iter(store.exec(statement, execution_options={"yield_per": AT_ONCE}))


def facts(entry: AuditEntry) -> dict[str, str | int | None]:
    """Return an entry's fields for printing: actors as `member 12`, times as ISO 8601 in UTC."""
    actor = str(entry.actor)
    if entry.actor_id is not None:
        actor = f"{actor} {entry.actor_id}"
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": actor,
        "act": str(entry.act),
        "visit": entry.visit_id,
        "subject": entry.subject_id,
        "count": entry.count,
        "reader": entry.reader and str(entry.reader),
        "purpose": entry.purpose and str(entry.purpose),
        "items": entry.items,
        "register": entry.register_version,
    }
