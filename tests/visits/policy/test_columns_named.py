"""Every column about people is named by the register, or stands here with its reason not to be."""

import re
from collections.abc import Iterator

import pytest
from sqlmodel import SQLModel

from visits.policy.entries import Fact, Item
from visits.policy.register import register
from visits.store import (
    alarms,
    audit,
    lobby,
    outbox,
    people,
    printing,
    rights,
    schema,
    visits,
)
from visits.store.columns import Code, OrderedCode

OF_PEOPLE = (alarms, audit, visits, lobby, printing, rights, people, outbox)
CONTROL = {
    r"\w+\.(id|public_id)": "numbers and random names of rows",
    r"\w+\.visit_id": "whose row it is; the visit itself is named above",
    r"visit\.nonce": "a digest that a form came with, so that it counts once",
    r"invitation\.(generation|sequence)": "counts: which code is in force, which calendar entry is newest",
    r"invitation\.emailed": "whether a withdrawal is news to the guest",
    r"envelope\.(retention_class|expires_at|key_day|furthest_day)": "where an envelope lies and when it goes",
    r"encounter\.(kiosk_id|sendings|(second_|third_)?tries|(code|second|third)_expires_at)": "the tablet, and counts that stop guessing",
    r"wait\.(site_id|kiosk_id)": "at which desk, sent by which tablet",
    r"printjob\.\w+": "how far a badge has come in which printer",
    r"alarm\.(?!raised_by|ended_by)\w+": "counts and times of an alarm, and its link",
    r"rollentry\.alarm_id|marshal\.\w+|mark\.(marshal_id|turn)": "telephones, which name nobody, and the order of their words",
    r"inquiry\.(key_day|tries|expires_at)": "when the address goes, and a count that stops guessing",
    r"email\.(member_id|encounter_id|inquiry_id|site_id|sending|not_before|expires_at|attempts|leased_until)":
        "to whom a letter goes, and when it is tried",
    r"auditseal\.\w+": "links of the chain: counts and a digest of entries that name nobody",
    r"member\.(key_month|key_day)": "under which key the profile lies",
    r"secondfactor\.last_step": "so that digits are good once",
    r"(memberrole|facesession)\.member_id": "whose row it is",
    r"(welcomelink|secondfactor|recoverycode|remembereddevice)\.account_id": "whose row it is",
    r"watchentry\.(site_id|item)": "whose list it is, and of what the digest is made",
    r"quotaday\.host_id": "whose row it is",
    r"passwordreset\.form": "a digest that a form came with, so that it counts once",
    r"(welcomelink|passwordreset)\.(generation|expires_at)": "which link is in force, and until when",
    r"facesession\.(face|csrf|flash|language|kiosk_id|expires_at|idle_until)": "what one browser is doing",
}  # fmt: skip


def columns(modules: tuple[object, ...] = OF_PEOPLE) -> Iterator[str]:
    for table in SQLModel.metadata.sorted_tables:
        if any(
            table.name == getattr(value, "__tablename__", None)
            for m in modules
            for value in vars(m).values()
        ):
            yield from (f"{table.name}.{column.name}" for column in table.c)


def named() -> dict[str, Item | Fact]:
    return {
        column: entry
        for entry in register().everything().values()
        for column in entry.where
    }


def unnamed(found: Iterator[str]) -> list[str]:
    known = named()
    return [
        column
        for column in found
        if column not in known and not any(re.fullmatch(one, column) for one in CONTROL)
    ]


def test_every_column_about_people_is_named() -> None:
    assert unnamed(columns()) == []


def test_a_column_that_nobody_named_is_found() -> None:
    assert unnamed(iter(["visit.note", "invitation.purpose"])) == ["visit.note"]


def test_the_register_names_no_column_that_is_not_there() -> None:
    assert sorted(set(named()) - set(columns(schema.TABLES))) == []


def test_nothing_is_named_and_a_control_at_once() -> None:
    controls = [one for one in CONTROL if one != r"\w+\.visit_id"]
    assert [
        column
        for column in named()
        if any(re.fullmatch(one, column) for one in controls)
    ] == []


def test_no_reason_stands_for_a_column_that_is_gone() -> None:
    assert [
        one
        for one in CONTROL
        if not any(re.fullmatch(one, column) for column in columns())
    ] == []


@pytest.mark.parametrize(
    "name", [name for name, fact in register().facts.items() if fact.choices]
)
def test_the_choices_are_those_of_the_columns(name: str) -> None:
    fact = register().facts[name]

    lists = []
    for where in fact.where:
        table, _, column = where.partition(".")
        kind = SQLModel.metadata.tables[table].c[column].type
        if isinstance(kind, OrderedCode):
            lists.append([str(int(grade)) for grade in kind.grades])
        elif isinstance(kind, Code) and isinstance(kind.shape, type):
            lists.append([word.value for word in kind.shape])

    assert lists
    assert all(found == list(fact.choices) for found in lists)
