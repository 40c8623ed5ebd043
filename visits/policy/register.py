"""The register: items, shelves and purposes, read from `register.toml` and checked before any use."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Purpose(StrEnum):
    """Why a guest's data may be touched: the enum is the policy."""

    IDENTIFY = "identify"
    BADGE = "badge"
    VERIFY = "verify"
    PROTECT = "protect"
    COMPLY = "comply"


class Reader(StrEnum):
    """Who reads: a face's people, or the two edges that carry words outside."""

    HOST = "host"
    DESK = "desk"
    KIOSK = "kiosk"
    GUEST = "guest"
    POST = "post"
    PRESS = "press"


class Shelf(StrEnum):
    """Where an item lies, which is how long it lives."""

    CONTACT = "contact"
    LOG = "log"


class Period(StrEnum):
    """Every time for which something is kept; whoever does not come lies in `no_show` with everything."""

    CONTACT = "contact"
    LOG = "log"
    NO_SHOW = "no_show"
    INQUIRY = "inquiry"
    HOST = "host"
    REQUESTS = "requests"
    TRAIL = "trail"


class RegisterError(Exception):
    """The register contradicts the policy; the text names the entry."""


class UndeclaredItemError(Exception):
    """An item, purpose or reader that the register does not name."""


@dataclass(frozen=True)
class Item:
    """One thing a guest's envelope can hold."""

    name: str
    clause: str
    purposes: frozenset[Purpose]
    readers: frozenset[Reader]
    shelf: Shelf
    lookup: bool
    optional: bool


@dataclass(frozen=True)
class Term:
    """How long a shelf keeps, and the longest a site may set."""

    keeps: timedelta
    ceiling: timedelta


@dataclass(frozen=True)
class Register:
    """Everything the store may know about a guest."""

    version: int
    minimum_age: int
    items: Mapping[str, Item]
    shelves: Mapping[str, Term]

    def item(self, name: str) -> Item:
        try:
            return self.items[name]
        except KeyError:
            raise UndeclaredItemError(f"the register has no such item as {name!r}") from None

    def check_reading(self, name: str, purpose: Purpose, reader: Reader) -> None:
        """Refuse a reader or a purpose that the item does not name."""
        item = self.item(name)
        if purpose not in item.purposes:
            raise UndeclaredItemError(f"{name} is not kept for the purpose {purpose}")
        if reader not in item.readers:
            raise UndeclaredItemError(f"{name} may not be read by {reader}")

    def keeps(self, shelf: Shelf) -> timedelta:
        return self.shelves[shelf].keeps

    def keeps_no_show(self) -> timedelta:
        return self.shelves[Period.NO_SHOW].keeps


@cache
def register() -> Register:
    """The product's register."""
    return parse(tomllib.loads(files("visits.policy").joinpath("register.toml").read_text("utf-8")))


def parse(document: Mapping[str, Any]) -> Register:
    """A register from its document; `RegisterError` names what contradicts the policy."""
    clauses = {entry["clause"] for entry in document["purposes"].values()}
    _same("purposes", set(document["purposes"]), set(Purpose))
    _same("shelves", set(document["shelves"]), set(Period))
    return Register(
        version=document["version"],
        minimum_age=document["minimum_age"],
        items={name: _item(name, entry, clauses) for name, entry in document["items"].items()},
        shelves={name: _period(name, entry) for name, entry in document["shelves"].items()},
    )


def _item(name: str, entry: Mapping[str, Any], clauses: set[str]) -> Item:
    try:
        item = Item(
            name=name,
            clause=entry["clause"],
            purposes=frozenset(Purpose(word) for word in entry["purposes"]),
            readers=frozenset(Reader(word) for word in entry["readers"]),
            shelf=Shelf(entry["shelf"]),
            lookup=entry.get("lookup", False),
            optional=entry.get("optional", False),
        )
    except (KeyError, ValueError) as problem:
        raise RegisterError(f"items.{name}: {problem}") from problem
    if item.clause not in clauses or not item.purposes:
        raise RegisterError(f"items.{name}: every item needs a purpose and the clause that allows it")
    return item


def _period(name: str, entry: Mapping[str, Any]) -> Term:
    period = Term(timedelta(hours=entry["hours"]), timedelta(hours=entry["ceiling_hours"]))
    if not timedelta(0) < period.keeps <= period.ceiling:
        raise RegisterError(f"shelves.{name}: kept longer than its ceiling, or not at all")
    return period


def _same(what: str, found: set[str], expected: set[str]) -> None:
    if found != expected:
        raise RegisterError(f"{what}: {sorted(found ^ expected)} must stand in both the policy and the code")
