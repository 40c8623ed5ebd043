"""The register: it keeps to the policy, and a register that does not is refused by name."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from visits.policy.ceilings import CEILINGS
from visits.policy.register import RegisterError, parse, register
from visits.store.patterns import ITEMS
from visits.vault.personal import Guest, Personal
from visits.vocabulary.policy import Period, Purpose, RetentionClass
from visits.vocabulary.visits import Lookup
from web.languages import OWN_NAMES

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
    (set_to("items.name.purposes", value=["marketing"]), "items.name.purposes: 'marketing' is no purpose"),
    (set_to("items.name.purposes", value=[]), "items.name.purposes: missing"),
    (set_to("items.name.readers", value=["advertiser"]), "items.name.readers: 'advertiser' is no reader"),
    (set_to("items.name.readers", value=["host", "host"]), "items.name.readers: a list of words, each once"),
    (set_to("items.name.retention_class", value="for_ever"), "items.name.retention_class: 'for_ever' is no retention class"),
    (set_to("items.name.retention_class", value="trail"), "items.name.retention_class: 'trail' is no retention class"),
    (set_to("facts.reason.retention_class", value="for_ever"), "facts.reason.retention_class: 'for_ever' is no period"),
    (set_to("items.name.clause", value="V8"), "items.name.clause: 'V8' is no clause"),
    (set_to("items.name.basis", value="consent"), "items.name.basis: 'consent' is no basis"),
    (set_to("items.name.category", value="health"), "items.name.category: 'health' is no category"),
    (set_to("items.name.source", value="broker"), "items.name.source: 'broker' is no source"),
    (set_to("items.name.collected", value="later"), "items.name.collected: 'later' is no collected"),
    (set_to("items.name.where", value=["envelope"]), "items.name.where: columns are written table.column"),
    (set_to("items.name.lookup", value="yes"), "items.name.lookup: missing, or no bool"),
    (set_to("items.name.keep_for_ever", value=True), "items.name: nobody knows ['keep_for_ever']"),
    (without("items.name.clause"), "items.name.clause: missing"),
    (without("items.name.retention_class"), "items.name.retention_class: missing"),
    (without("items.name.label"), "items.name.label: missing"),
    (without("items.name.label.id"), "items.name.label: ['id']"),
    (set_to("items.name.label.id", value=" "), "items.name.label.id: empty"),
    (without("purposes.badge.means.id"), "purposes.badge.means: ['id']"),
    (without("purposes.badge.clauses"), "purposes.badge.clauses: missing"),
    (without("clauses.M2"), "clauses: ['M2']"),
    (set_to("clauses.V8", value={"en": "anything", "id": "apa saja"}), "clauses: ['V8']"),
    (without("clauses.V1.id"), "clauses.V1: ['id']"),
    (without("words.reader.press"), "words.reader: ['press']"),
    (without("words.basis.contract.en"), "words.basis.contract: ['en']"),
    (set_to("retention_classes.log.hours", value=2161), "retention_classes.log: kept longer than its ceiling"),
    (set_to("retention_classes.log.hours", value=0), "retention_classes.log: kept longer than its ceiling, or not at all"),
    (set_to("retention_classes.log.ceiling_hours", value=2161), "retention_classes.log: its ceiling is above the policy's, 2160"),
    (set_to("retention_classes.no_show.ceiling_hours", value=25), "retention_classes.no_show: its ceiling is above"),
    (set_to("retention_classes.trail.anchor", value="never"), "retention_classes.trail.anchor: 'never' is no anchor"),
    (set_to("retention_classes.watch", value={"anchor": "asked", "hours": 1}), "retention_classes: ['watch']"),
    (without("retention_classes.contact"), "retention_classes: ['contact']"),
    (without("timeless.suppression"), "timeless: ['suppression']"),
    (without("purposes.comply"), "purposes: ['comply']"),
    (set_to("purposes.marketing", value={"clauses": ["V1"]}), "purposes: ['marketing']"),
    (without("notice.rights"), "notice: ['rights']"),
    (set_to("notice.age.words.id", value="Usia Anda"), "notice.age.words: other blanks"),
    (set_to("ways.here", value={"en": "{name}", "id": "{name}"}), "ways.here: other blanks"),
    (set_to("ways.here", value={"en": "{", "id": "{"}), "ways.here: a brace without its other half"),
    (set_to("items.name.clause", value="M1"), "items.name: a clause or a purpose that is not about items"),
    (set_to("members.login.purposes", value=["comply"]), "members.login: a clause or a purpose"),
    (set_to("languages", value=[]), "languages: missing"),
    (set_to("version", value=1), "version: it is not the newest of versions"),
    (set_to("version", value=True), "version: missing, or no int"),
    (set_to("versions.two", value="more"), "versions: versions are numbers"),
    (set_to("watch_list", value={}), "the register: nobody knows ['watch_list']"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_a_register_that_contradicts_the_policy_is_refused_by_name(
    change: Callable[[Document], None], said: str
) -> None:
    changed = document()
    change(changed)

    with pytest.raises(RegisterError, match=re.escape(said)):
        parse(changed)


def test_the_ceilings_are_the_policys_own() -> None:
    days = {period: ceiling / timedelta(days=1) for period, ceiling in CEILINGS.items()}

    assert (days[Period.CONTACT], days[Period.LOG], days[Period.NO_SHOW]) == (7, 90, 1)
    assert (days[Period.HOST], days[Period.REQUESTS], days[Period.TRAIL]) == (
        2190,
        396,
        396,
    )
    assert set(CEILINGS) == set(Period)


def test_the_register_speaks_the_languages_of_the_faces() -> None:
    assert set(register().languages) == set(OWN_NAMES)


def test_the_trail_can_name_every_item() -> None:
    assert re.fullmatch(ITEMS, "+".join(register().items))


def test_the_five_purposes_are_a_closed_list() -> None:
    assert {purpose.value for purpose in Purpose} == {
        "identify",
        "badge",
        "verify",
        "protect",
        "comply",
    }
