"""Entries: what the register says, once it was read and found to keep to the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from visits.policy.document import name_of
from visits.vocabulary.policy import (
    Anchor,
    Basis,
    Category,
    Clause,
    Collected,
    Period,
    Purpose,
    Reader,
    RetentionClass,
    Source,
    Timeless,
    Way,
)

Translations = Mapping[str, str]
"""The same words in every language."""


class UndeclaredItemError(Exception):
    """An item, purpose or reader that the register does not name."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One thing that is kept: which sentence of the policy allows it, what for, and where it lies."""

    name: str
    label: Translations
    category: Category
    clause: Clause
    purposes: frozenset[Purpose]
    basis: Basis
    source: Source
    collected: Collected
    readers: frozenset[Reader]
    where: tuple[str, ...]
    """Its columns, as `table.column`."""
    fields: tuple[str, ...] = ()
    """The inputs of forms by which it comes."""
    choices: tuple[str, ...] = ()
    """Its closed list, where it has one."""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Item(Declared):
    """One thing a guest's envelope can hold, sealed."""

    retention_class: RetentionClass
    lookup: bool = False


@dataclass(frozen=True, kw_only=True)
class Fact(Declared):
    """One thing that plain columns say, in closed codes, times and digests."""

    retention_class: Period | Timeless


@dataclass(frozen=True)
class Term:
    """How long a retention class keeps from its anchor, and the longest a site may set."""

    keeps: timedelta
    ceiling: timedelta
    anchor: Anchor


@dataclass(frozen=True)
class Meaning:
    """What a purpose means to a guest, and the policy's sentences that allow it."""

    clauses: tuple[Clause, ...]
    means: Translations
    brief: Translations


@dataclass(frozen=True)
class NoticeParagraph:
    """A heading of the notice and what stands under it, with blanks."""

    label: Translations
    words: Translations


@dataclass(frozen=True, kw_only=True)
class Register:
    """Everything the store may know about people, and what they are told of it."""

    version: int
    versions: Mapping[int, str]
    languages: tuple[str, ...]
    policy: str
    minimum_age: int
    clauses: Mapping[Clause, Translations]
    purposes: Mapping[Purpose, Meaning]
    words: Mapping[str, Mapping[str, Translations]]
    retention_classes: Mapping[str, Term]
    timeless: Mapping[str, Anchor]
    items: Mapping[str, Item]
    facts: Mapping[str, Fact]
    members: Mapping[str, Fact]
    heading: Translations
    notice: Mapping[str, NoticeParagraph]
    brief: Mapping[str, NoticeParagraph]
    authorities: Mapping[str, Translations]
    ways: Mapping[Way, Translations]

    def item(self, name: str) -> Item:
        try:
            return self.items[name]
        except KeyError:
            raise UndeclaredItemError(
                f"the register has no such item as {name!r}"
            ) from None

    def check_reading(self, name: str, purpose: Purpose, reader: Reader) -> None:
        """Refuse a reader or a purpose that the item does not name."""
        item = self.item(name)
        if purpose not in item.purposes:
            raise UndeclaredItemError(f"{name} is not kept for the purpose {purpose}")
        if reader not in item.readers:
            raise UndeclaredItemError(f"{name} may not be read by {reader}")

    def keeps(self, retention_class: RetentionClass) -> timedelta:
        return self.retention_classes[retention_class].keeps

    def word(self, word: StrEnum, language: str) -> str:
        """What a word of a closed list is called."""
        return self.words[name_of(type(word))][word][language]

    def of_guests(self) -> dict[str, Item | Fact]:
        """Every item and fact about guests."""
        return {**self.items, **self.facts}

    def everything(self) -> dict[str, Item | Fact]:
        """Every item and fact; those about members too."""
        return self.of_guests() | {
            f"member's {name}": fact for name, fact in self.members.items()
        }
