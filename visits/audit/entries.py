"""Entries: what was done by whom to which visit, written with what they tell of."""

from collections.abc import Iterable

from visits.policy.register import register
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act


def record(
    store: Store,
    actor: Actor,
    act: Act,
    visit_id: int | None = None,
    items: Iterable[str] = (),
) -> None:
    """The trail says so once the transaction commits; of items it has the names, never a value."""
    entry = AuditEntry(
        at=store.now,
        actor=actor.kind,
        actor_id=actor.id,
        act=act,
        visit_id=visit_id,
        items=listed(items),
        register_version=register().version,
    )
    store.add(entry)


def record_about(store: Store, actor: Actor, act: Act, subject_id: int) -> None:
    """The trail says so of the member, device or place that has this number; the act says which of them."""
    entry = AuditEntry(
        at=store.now,
        actor=actor.kind,
        actor_id=actor.id,
        act=act,
        subject_id=subject_id,
        register_version=register().version,
    )
    store.add(entry)


def record_many(store: Store, actor: Actor, act: Act, count: int) -> None:
    """The trail says that it happened so many times at once."""
    version = register().version
    store.add(
        AuditEntry(
            at=store.now,
            actor=actor.kind,
            act=act,
            count=count,
            register_version=version,
        )
    )


def listed(items: Iterable[str]) -> str | None:
    """The names of items as the trail keeps them: `email+name`; None for none."""
    return "+".join(sorted(items)) or None
