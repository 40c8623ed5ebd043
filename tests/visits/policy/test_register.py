"""The register: it keeps to the policy, and a register that does not is refused by name."""

import tomllib
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from visits.policy.register import Purpose, RegisterError, Shelf, parse, register
from visits.vault.personal import Guest, Personal
from visits.words import Lookup

Document = dict[str, Any]


def document() -> Document:
    return tomllib.loads(files("visits.policy").joinpath("register.toml").read_text("utf-8"))


def test_the_products_register_keeps_to_the_policy() -> None:
    assert register().keeps(Shelf.CONTACT) == timedelta(hours=24)
    assert register().keeps(Shelf.LOG) == timedelta(days=30)
    assert register().keeps_no_show() == timedelta(hours=24)
    assert register().minimum_age == 16


def test_every_item_can_be_told_and_every_found_one_typed() -> None:
    items = register().items

    assert set(items) == {field.name for field in fields(Guest) if field.type is Personal}
    assert {name for name, item in items.items() if item.lookup} == {word.value for word in Lookup}


def set_to(*path: str, value: object) -> Callable[[Document], None]:
    def change(entry: Document) -> None:
        for part in path[:-1]:
            entry = entry[part]
        entry[path[-1]] = value

    return change


def without(*path: str) -> Callable[[Document], None]:
    def change(entry: Document) -> None:
        for part in path[:-1]:
            entry = entry[part]
        del entry[path[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_to("items", "name", "purposes", value=["marketing"]),
        set_to("items", "name", "purposes", value=[]),
        set_to("items", "name", "readers", value=["advertiser"]),
        set_to("items", "name", "shelf", value="for_ever"),
        set_to("items", "name", "clause", value="V8"),
        without("items", "name", "clause"),
        without("items", "name", "shelf"),
        set_to("shelves", "log", "hours", value=2161),
        set_to("shelves", "log", "hours", value=0),
        without("purposes", "comply"),
        set_to("purposes", "marketing", value={"clause": "V3", "means": "sell"}),
    ],
)
def test_a_register_that_contradicts_the_policy_is_refused(change: Callable[[Document], None]) -> None:
    changed = document()
    change(changed)

    with pytest.raises(RegisterError):
        parse(changed)


def test_a_register_without_a_shelf_is_refused() -> None:
    changed = document()
    without("shelves", "contact")(changed)

    with pytest.raises(RegisterError):
        parse(changed)


def test_the_five_purposes_are_a_closed_list() -> None:
    assert {purpose.value for purpose in Purpose} == {"identify", "badge", "verify", "protect", "comply"}
