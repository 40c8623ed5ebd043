"""The categories collected in the last twelve months, and who was told: as the trail says it."""

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

TWELVE_MONTHS = timedelta(days=365)
ITEMS_CAME = frozenset({Act.INVITED, Act.CORRECTED})
"""The acts whose entries name the sealed items that came with them."""
INVITED = frozenset({Act.INVITED})
OWN_ACTS: dict[str, frozenset[Act]] = {
    **dict.fromkeys(
        ("host", "reason", "language", "notice", "codes", "handles"), INVITED
    ),
    "planned": frozenset({Act.INVITED, Act.RESCHEDULED}),
    "withdrawn": frozenset({Act.WITHDRAWN}),
    "presence": frozenset({Act.ARRIVED}),
    "level": frozenset({Act.ARRIVED}),
    "refusal": frozenset({Act.REFUSED}),
    "hold": frozenset({Act.HELD}),
    "wishes": frozenset({Act.RESTRICTED, Act.ERASURE_ASKED}),
    "suppression": frozenset({Act.SUPPRESSED}),
}
"""The facts that came as often as these acts stand in the trail; of the others it does not say how often."""
SIGNS: dict[Collected, frozenset[Act]] = {
    Collected.ARRIVAL: frozenset({Act.ARRIVED, Act.REFUSED}),
    Collected.REQUEST: frozenset({Act.REQUEST_NOTED, Act.REQUEST_SETTLED}),
    Collected.USE: frozenset(Act),
}
"""Where these acts stand, facts of this kind came whose number the trail does not say; else with guests."""


@dataclass(frozen=True)
class CollectedItem:
    """One thing that was collected of guests; how often, and who was told, where the trail says so."""

    name: str
    entry: Item | Fact
    times: int | None
    told: frozenset[Reader] | None


def collected(store: Store) -> list[CollectedItem]:
    """What was collected of guests in the last twelve months, by category; what was not is left out."""
    found = list(_gathered(store))
    return sorted(found, key=lambda one: list(Category).index(one.entry.category))


def _gathered(store: Store) -> Iterator[CollectedItem]:
    acts, items, told = _acts(store), _items(store), _told(store)
    for name, item in register().items.items():
        if items[name] or told[name]:
            yield CollectedItem(name, item, items[name] or None, frozenset(told[name]))
    for name, fact in register().facts.items():
        times = sum(acts[act] for act in OWN_ACTS.get(name, ()))
        came = name not in OWN_ACTS and any(
            acts[act] for act in SIGNS.get(fact.collected, INVITED)
        )
        if times or came:
            yield CollectedItem(name, fact, times or None, None)


def _acts(store: Store) -> Counter[Act]:
    """How often each act stands in the trail."""
    counted = select(AuditEntry.act, func.sum(AuditEntry.count)).where(_lately(store))
    rows = store.exec(counted.group_by(col(AuditEntry.act)))
    return Counter({Act(act): times for act, times in rows})


def _items(store: Store) -> Counter[str]:
    """How often each item came, with an invitation or as a correction."""
    counted = select(AuditEntry.items, func.count()).where(
        _lately(store), col(AuditEntry.act).in_(ITEMS_CAME)
    )
    found: Counter[str] = Counter()
    for names, times in store.exec(counted.group_by(col(AuditEntry.items))):
        found.update(dict.fromkeys((names or "").split("+"), times))
    return found


def _told(store: Store) -> defaultdict[str, set[Reader]]:
    """Who was told each item."""
    question = select(AuditEntry.items, AuditEntry.reader).where(
        _lately(store), AuditEntry.act == Act.TOLD
    )
    found: defaultdict[str, set[Reader]] = defaultdict(set)
    for names, reader in store.exec(question.distinct()):
        for name in (names or "").split("+"):
            if reader:
                found[name].add(Reader(reader))
    return found


def _lately(store: Store) -> ColumnElement[bool]:
    return col(AuditEntry.at) > store.now - TWELVE_MONTHS
