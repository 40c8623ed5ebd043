"""The categories collected in the last twelve months, by what the trail says was collected."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from visits.policy.entries import Fact, Item
from visits.policy.register import register
from visits.policy.words import Category, Collected
from visits.store.database import Store
from visits.store.outboxes import TrailEntry
from visits.trail.words import Act

TWELVE_MONTHS = timedelta(days=365)
ACTS: dict[Collected, frozenset[Act]] = {
    Collected.INVITATION: frozenset({Act.INVITED}),
    Collected.ARRIVAL: frozenset({Act.ARRIVED, Act.REFUSED}),
    Collected.DEPARTURE: frozenset({Act.DEPARTED}),
    Collected.REQUEST: frozenset(
        (Act.EXPORTED, Act.CORRECTED, Act.RESTRICTED, Act.OBJECTED, Act.ERASURE_ASKED, Act.ERASED,
         Act.SUPPRESSED, Act.REQUEST_NOTED, Act.HELD)
    ),
    Collected.USE: frozenset(Act),
}  # fmt: skip
"""What the trail says where something of this kind was collected."""


@dataclass(frozen=True)
class Gathered:
    """One thing that was collected of guests, and how often."""

    category: Category
    entry: Item | Fact
    times: int


def gathered(store: Store) -> list[Gathered]:
    """What was collected of guests in the last twelve months, by category; what was not is left out."""
    acts, items = _acts(store), _items(store)
    counts = {
        name: items[name] if name in register().items else sum(acts[act] for act in ACTS[entry.collected])
        for name, entry in register().of_guests().items()
    }
    found = [
        Gathered(entry.category, entry, counts[name])
        for name, entry in register().of_guests().items()
        if counts[name]
    ]
    return sorted(found, key=lambda one: list(Category).index(one.category))


def _acts(store: Store) -> Counter[Act]:
    """How often each act stands in the trail."""
    counted = select(TrailEntry.act, func.sum(TrailEntry.count)).where(_lately(store))
    rows = store.exec(counted.group_by(col(TrailEntry.act)))
    return Counter({Act(act): times for act, times in rows})


def _items(store: Store) -> Counter[str]:
    """In how many invitations each item came."""
    counted = select(TrailEntry.items, func.count()).where(_lately(store), TrailEntry.act == Act.INVITED)
    found: Counter[str] = Counter()
    for names, times in store.exec(counted.group_by(col(TrailEntry.items))):
        found.update(dict.fromkeys((names or "").split("+"), times))
    return found


def _lately(store: Store) -> ColumnElement[bool]:
    return col(TrailEntry.at) > store.now - TWELVE_MONTHS
