"""The categories of data collected in the last twelve months, and who read them.

All of it is counted from the audit log, which names no guest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from visits.policy.entries import Fact, Item
from visits.policy.register import register
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Category, Collected, Reader

# Within the thirteen months that the audit log is kept.
TWELVE_MONTHS = timedelta(days=365)
WITH_ITEMS = frozenset({Act.INVITED, Act.CORRECTED})
"""The acts whose entries name the sealed items that were given with them."""
INVITED = frozenset({Act.INVITED})
OWN_ACTS: dict[str, frozenset[Act]] = {
    **dict.fromkeys(
        ("host", "purpose", "language", "notice", "codes", "contact_digests"), INVITED
    ),
    "planned": frozenset({Act.INVITED, Act.RESCHEDULED}),
    "lateness": frozenset({Act.LATE}),
    "withdrawn": frozenset({Act.WITHDRAWN, Act.DECLINED}),
    "presence": frozenset({Act.ARRIVED}),
    "host_answer": frozenset({Act.HOST_ANSWERED, Act.COLLEAGUE_CHOSEN}),
    "level": frozenset({Act.ARRIVED}),
    "refusal": frozenset({Act.REFUSED}),
    "hold": frozenset({Act.HELD}),
    "restriction_or_erasure": frozenset({Act.RESTRICTED, Act.ERASURE_ASKED}),
    "suppression": frozenset({Act.SUPPRESSED}),
    "watch": frozenset({Act.WATCH_PROPOSED}),
}
"""How often these facts were collected is the number of these acts.

Of the other facts nothing counts it.
"""
EVIDENCE: dict[Collected, frozenset[Act]] = {
    Collected.ARRIVAL: frozenset({Act.ARRIVED, Act.REFUSED}),
    Collected.REQUEST: frozenset({Act.REQUEST_NOTED, Act.REQUEST_SETTLED}),
    Collected.USE: frozenset(Act),
}
"""The acts that show that facts not in `OWN_ACTS` were collected, by when they are.

Else an invitation.
"""


@dataclass(frozen=True)
class CollectedItem:
    """One item or fact that was collected.

    `times` and `read_by` are None where nothing counts them.
    """

    name: str
    entry: Item | Fact
    times: int | None
    read_by: frozenset[Reader] | None


def collected(store: Store) -> list[CollectedItem]:
    """Return what was collected of guests in the last twelve months, by category."""
    order = list(Category)
    return sorted(
        _items_and_facts(store), key=lambda row: order.index(row.entry.category)
    )


def _items_and_facts(store: Store) -> Iterator[CollectedItem]:
    acts, given, read_by = _acts(store), _items_given(store), _read_by(store)
    for name, item in register().items.items():
        if given[name] or read_by[name]:
            yield CollectedItem(
                name, item, given[name] or None, frozenset(read_by[name])
            )
    for name, fact in register().facts.items():
        times = sum(acts[act] for act in OWN_ACTS.get(name, ()))
        # No number for these: that there was an arrival says that they came, not how often.
        is_shown = name not in OWN_ACTS and any(
            acts[act] for act in EVIDENCE.get(fact.collected, INVITED)
        )
        if times or is_shown:
            yield CollectedItem(name, fact, times or None, None)


def _acts(store: Store) -> Counter[Act]:
    """Count each act in the audit log."""
    counted = select(AuditEntry.act, func.sum(AuditEntry.count)).where(_recent(store))
    rows = store.exec(counted.group_by(col(AuditEntry.act)))
    return Counter({Act(act): times for act, times in rows})


def _items_given(store: Store) -> Counter[str]:
    """Count how often each item was given, with an invitation or as a correction."""
    counted = select(AuditEntry.items, func.count()).where(
        _recent(store), col(AuditEntry.act).in_(WITH_ITEMS)
    )
    times_given: Counter[str] = Counter()
    for names, times in store.exec(counted.group_by(col(AuditEntry.items))):
        # One entry names all items of its invitation, joined by `+`.
        times_given.update(dict.fromkeys((names or "").split("+"), times))
    return times_given


def _read_by(store: Store) -> defaultdict[str, set[Reader]]:
    """Return who read each item."""
    reads = select(AuditEntry.items, AuditEntry.reader).where(
        _recent(store), AuditEntry.act == Act.DISCLOSED
    )
    readers: defaultdict[str, set[Reader]] = defaultdict(set)
    for names, reader in store.exec(reads.distinct()):
        for name in (names or "").split("+"):
            if reader:
                readers[name].add(Reader(reader))
    return readers


def _recent(store: Store) -> ColumnElement[bool]:
    return col(AuditEntry.at) > store.now - TWELVE_MONTHS
