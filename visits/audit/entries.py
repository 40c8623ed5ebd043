"""Entries of the audit log, written in the transaction of the act that they record."""

from collections.abc import Iterable

from sqlalchemy import insert

from visits.policy.register import register
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Purpose


def record(
    store: Store,
    actor: Actor,
    act: Act,
    visit_id: int | None = None,
    items: Iterable[str] = (),
) -> None:
    """Record an act; `items` are names of the register's items, never their values."""
    store.prepared(
        _ENTER,
        at=store.now,
        actor=actor.kind,
        actor_id=actor.id,
        act=act,
        visit_id=visit_id,
        items=listed(items),
        count=1,
        register_version=register().version,
    )


def record_about(
    store: Store,
    actor: Actor,
    act: Act,
    subject_id: int | None,
    purpose: Purpose | None = None,
) -> None:
    """Record an act on the member, device or site of this number; the act tells which kind."""
    entry = AuditEntry(
        at=store.now,
        actor=actor.kind,
        actor_id=actor.id,
        act=act,
        subject_id=subject_id,
        purpose=purpose,
        register_version=register().version,
    )
    store.add(entry)


def record_many(
    store: Store, actor: Actor, act: Act, count: int, subject_id: int | None = None
) -> None:
    """Record that an act happened `count` times at once, or was about so many guests."""
    version = register().version
    store.add(
        AuditEntry(
            at=store.now,
            actor=actor.kind,
            actor_id=actor.id,
            act=act,
            subject_id=subject_id,
            count=count,
            register_version=version,
        )
    )


def listed(items: Iterable[str]) -> str | None:
    """Return the names of items as they are stored: `email+name`; None for none."""
    return "+".join(sorted(items)) or None


_ENTER = insert(AuditEntry)
