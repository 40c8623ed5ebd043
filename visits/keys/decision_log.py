"""The decision log: decisions that a restore of an older backup must carry out again.

It lies beside the keys, outside the database and its backups. An entry is on the
disk before the decision is committed, so that none that was committed is ever missing; a
restore replays the entries that the backup does not hold yet. What is logged here names
visits by digests, and holds a guest's words only sealed under a day key, as the database
does. An entry goes when no older copy could need it any more.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from visits.keys.logged_decisions import (
    AnyDecision,
    LoggedCorrection,
    LoggedErasure,
    LoggedRequest,
)


class DecisionLog(ABC):
    """The log of one installation, which several processes write to."""

    @abstractmethod
    def append(self, entries: Sequence[AnyDecision]) -> None:
        """Write these entries; they are on the disk itself when this returns."""

    @abstractmethod
    def withdraw(self, number: int) -> None:
        """Take out the entries of this number: the database refused to commit what they say."""

    @abstractmethod
    def merge(self, entries: Iterable[AnyDecision]) -> None:
        """Add the entries of another log that are missing here, in the order of their numbers."""

    @abstractmethod
    def entries(self) -> list[AnyDecision]:
        """Return every entry once, in the order in which they were decided."""

    @abstractmethod
    def compact(self, through: date = date.min) -> int:
        """Drop entries that no backup needs any more; return how many.

        They are past their last day, replaced by a later one, or of an erased visit.
        """

    @abstractmethod
    def drop_sealed_of(self, visits: Collection[bytes]) -> None:
        """Drop the sealed corrections of these erased visits now, not at the next purge."""

    def erased(self) -> frozenset[bytes]:
        """Return the digests of every visit that must not come back."""
        return frozenset(_erased(self.entries()))


def merged(
    logged: Iterable[AnyDecision], others: Iterable[AnyDecision]
) -> list[AnyDecision]:
    """Return the entries of two logs, each once, in the order of their numbers."""
    # Entries of equal number belong to one transaction, and keep their order.
    return sorted(dict.fromkeys([*logged, *others]), key=lambda entry: entry.number)


def needed(entries: Sequence[AnyDecision], through: date) -> Iterator[AnyDecision]:
    """Yield, each once, the entries that an older copy may need after the day `through`."""
    last = {entry.subject: entry for entry in entries}
    erased_visits = _erased(entries)
    erased = {
        (entry.visit, entry.retention_class)
        for entry in entries
        if isinstance(entry, LoggedErasure)
    }
    for entry in dict.fromkeys(entries):
        if entry.last_day <= through or last[entry.subject] != entry:
            continue
        match entry:
            case LoggedErasure(retention_class=None) | LoggedRequest():
                yield entry  # a request for a data right outlives its visit
            case LoggedCorrection() if (entry.visit, entry.retention_class) in erased:
                continue
            case _ if getattr(entry, "visit", None) not in erased_visits:
                yield entry


def _erased(entries: Iterable[AnyDecision]) -> set[bytes]:
    return {
        entry.visit
        for entry in entries
        if isinstance(entry, LoggedErasure) and entry.retention_class is None
    }
