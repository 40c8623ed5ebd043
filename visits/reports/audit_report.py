"""Reports: the trail as an auditor reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from visits.audit import entries
from visits.audit.chain import AT_ONCE
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound


@dataclass(frozen=True)
class AuditQuery:
    """Which entries an auditor wants to see: of one visit, from a moment on, of one kind; None for all."""

    visit_id: int | None = None
    since: datetime | None = None
    act: Act | None = None


def find_visit_id(store: Store, name: str) -> int:
    """The number of a visit by its public id, or by that number, which outlives it (`NotFound`)."""
    found = store.exec(select(Visit.id).where(col(Visit.public_id) == name)).first()
    if found is None and not re.fullmatch("[0-9]{1,12}", name):
        raise NotFound
    return found or int(name)


def record_shown(store: Store, actor: Actor, asked: AuditQuery) -> None:
    """The trail says that it was shown, and of which visit."""
    entries.record(store, actor, Act.TRAIL_SHOWN, asked.visit_id)


def matching(store: Store, asked: AuditQuery) -> Iterator[AuditEntry]:
    """What was asked for, oldest first, read as it is needed."""
    question = select(AuditEntry).order_by(col(AuditEntry.id))
    if asked.visit_id is not None:
        question = question.where(col(AuditEntry.visit_id) == asked.visit_id)
    if asked.since is not None:
        question = question.where(col(AuditEntry.at) >= asked.since)
    if asked.act is not None:
        question = question.where(col(AuditEntry.act) == asked.act)
    return iter(store.exec(question, execution_options={"yield_per": AT_ONCE}))


def facts(entry: AuditEntry) -> dict[str, str | int | None]:
    """What an entry says: members and devices by what they are and their number, moments in UTC."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": f"{entry.actor} {entry.actor_id}"
        if entry.actor_id is not None
        else str(entry.actor),
        "act": str(entry.act),
        "visit": entry.visit_id,
        "subject": entry.subject_id,
        "count": entry.count,
        "reader": entry.reader and str(entry.reader),
        "purpose": entry.purpose and str(entry.purpose),
        "items": entry.items,
        "register": entry.register_version,
    }
