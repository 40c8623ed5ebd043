"""The register: it keeps to the policy, and a register that does not is refused by name."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from visits.policy.entries import filled_in_alike
from visits.policy.register import CEILINGS, RegisterError, parse, register
from visits.store.patterns import ITEMS
from visits.vault.personal import Guest, Personal
from visits.vocabulary.policy import Period, Purpose, RetentionClass
from visits.vocabulary.visits import Lookup

Document = dict[str, Any]


def document() -> Document:
    return tomllib.loads(
        files("visits.policy").joinpath("register.toml").read_text("utf-8")
    )


def test_the_products_register_keeps_to_the_policy() -> None:
    assert register().keeps(RetentionClass.CONTACT) == timedelta(hours=24)
    assert register().keeps(RetentionClass.LOG) == timedelta(days=30)
    assert register().retention_classes[Period.NO_SHOW].keeps == timedelta(hours=24)
    assert register().minimum_age == 16


def test_every_item_can_be_told_and_every_found_one_typed() -> None:
    items = register().items

    assert set(items) == {
        field.name for field in fields(Guest) if field.type is Personal
    }
    assert {name for name, item in items.items() if item.lookup} == {
        word.value for word in Lookup
    }


def set_to(where: str, *, value: object) -> Callable[[Document], None]:
    def change(entry: Document) -> None:
        *path, last = where.split(".")
        for part in path:
            entry = entry[part]
        entry[last] = value

    return change


def without(where: str) -> Callable[[Document], None]:
    def change(entry: Document) -> None:
        *path, last = where.split(".")
        for part in path:
            entry = entry[part]
        del entry[last]

    return change


REFUSED = [
    (set_to("items.name.purposes", value=["marketing"]), "items.name.purposes.0", "'marketing'"),
    (set_to("items.name.purposes", value=[]), "items.name.purposes", "at least 1 item"),
    (set_to("items.name.readers", value=["advertiser"]), "items.name.readers.0", "'advertiser'"),
    (set_to("items.name.readers", value=["host", "host"]), "items.name.readers", "only once"),
    (set_to("items.name.retention_class", value="for_ever"),
        "items.name.retention_class", "should be 'contact' or 'log', not 'for_ever'"),
    (set_to("items.name.retention_class", value="audit_log"),
        "items.name.retention_class", "should be 'contact' or 'log', not 'audit_log'"),
    (set_to("facts.purpose.retention_class", value="for_ever"),
        "facts.purpose.retention_class", "'for_ever' is not a valid Period"),
    (set_to("items.name.clause", value="V8"), "items.name.clause", "not 'V8'"),
    (set_to("items.name.basis", value="consent"), "items.name.basis", "not 'consent'"),
    (set_to("items.name.category", value="health"), "items.name.category", "not 'health'"),
    (set_to("items.name.source", value="broker"), "items.name.source", "not 'broker'"),
    (set_to("items.name.collected", value="later"), "items.name.collected", "not 'later'"),
    (set_to("items.name.where", value=["envelope"]), "items.name.where.0", "match pattern"),
    (set_to("items.name.where", value=["a.b", "a.b"]), "items.name.where", "only once"),
    (set_to("items.name.lookup", value="yes"), "items.name.lookup", "boolean, not 'yes'"),
    (set_to("items.name.keep_for_ever", value=True), "items.name.keep_for_ever", "not permitted"),
    (set_to("items.name.name", value="other"), "items.name.name", "not permitted"),
    (without("items.name.clause"), "items.name.clause", "required"),
    (without("items.name.retention_class"), "items.name.retention_class", "required"),
    (without("items.name.label"), "items.name.label", "required"),
    (set_to("items.name.label", value="surname"),
        "items.name.label", "not translated: ['ar', 'id']"),
    (set_to("items.name.label", value=" "), "items.name.label", "a text"),
    (set_to("items.name.label", value={"en": "name"}), "items.name.label", "a text"),
    (without("purposes.badge.clauses"), "purposes.badge.clauses", "required"),
    (without("clauses.M2"), "clauses", "missing ['M2']"),
    (set_to("clauses.V8", value="name"), "clauses.V8", "not 'V8'"),
    (without("labels.reader.press"), "labels.reader", "missing ['press']"),
    (without("labels.basis.contract"), "labels.basis", "missing ['contract']"),
    (set_to("retention_classes.log.hours", value=2161),
        "retention_classes.log", "kept longer than its ceiling"),
    (set_to("retention_classes.log.hours", value=0),
        "retention_classes.log.hours", "greater than 0"),
    (set_to("retention_classes.log.hours", value=1.5),
        "retention_classes.log.hours", "a valid integer"),
    (set_to("retention_classes.log.ceiling_hours", value=2161),
        "retention_classes.log", "its ceiling is above the policy's, 2160 hours"),
    (set_to("retention_classes.no_show.ceiling_hours", value=25),
        "retention_classes.no_show", "its ceiling is above the policy's, 24 hours"),
    (set_to("retention_classes.audit_log.counted_from", value="never"),
        "retention_classes.audit_log.counted_from", "not 'never'"),
    (set_to("retention_classes.gossip", value={"counted_from": "asked", "hours": 1}),
        "retention_classes.gossip", "not 'gossip'"),
    (without("retention_classes.contact"), "retention_classes", "missing ['contact']"),
    (without("timeless.suppression"), "timeless", "missing ['suppression']"),
    (without("purposes.comply"), "purposes", "missing ['comply']"),
    (set_to("purposes.marketing", value={"clauses": ["V1"]}),
        "purposes.marketing", "not 'marketing'"),
    (without("notice.rights"), "notice.rights", "required"),
    (without("authorities.any"), "authorities", "missing ['any']"),
    (set_to("items.name.clause", value="M1"), "items.name.clause", "M1 is not about items"),
    (set_to("members.login.purposes", value=["comply"]),
        "members.login.purposes", "comply is not about members"),
    (set_to("languages", value=["en"]), "languages", "not permitted"),
    (set_to("version", value=1), "version", "not the newest of versions"),
    (set_to("version", value=True), "version", "a valid integer, not True"),
    (set_to("versions.two", value="more"), "versions.two", "a valid integer"),
    (set_to("watch_list", value={}), "watch_list", "not permitted"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "place", "fault"),
    REFUSED,
    ids=[f"{place}: {fault}" for _, place, fault in REFUSED],
)
def test_a_register_that_contradicts_the_policy_is_refused_by_name(
    change: Callable[[Document], None], place: str, fault: str
) -> None:
    changed = document()
    change(changed)

    with pytest.raises(RegisterError) as refused:
        parse(changed)
    lines = str(refused.value).splitlines()
    assert any(line.startswith(f"{place}: ") and fault in line for line in lines), lines


def test_the_ceilings_are_the_policys_own() -> None:
    days = {period: ceiling / timedelta(days=1) for period, ceiling in CEILINGS.items()}

    assert (days[Period.CONTACT], days[Period.LOG], days[Period.NO_SHOW]) == (7, 90, 1)
    assert (days[Period.HOST], days[Period.REQUESTS], days[Period.AUDIT_LOG]) == (
        2190,
        396,
        396,
    )
    assert set(CEILINGS) == set(Period)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"en": "At {page}", "id": "Di sini"}, "other placeholders"),
        ({"en": "At {name}", "id": "Di {name}"}, "unknown placeholders"),
        ({"en": "{", "id": "{"}, "Single '{'"),
    ],
)
def test_a_translation_that_fills_in_something_else_is_refused(
    said: dict[str, str], fault: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        filled_in_alike(said)


def test_the_audit_log_can_name_every_item() -> None:
    assert re.fullmatch(ITEMS, "+".join(register().items))


def test_the_five_purposes_are_a_closed_list() -> None:
    assert {purpose.value for purpose in Purpose} == {
        "identify",
        "badge",
        "verify",
        "protect",
        "comply",
    }
