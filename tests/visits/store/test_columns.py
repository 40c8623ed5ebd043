"""Columns: free text about a guest has no place to be written to."""

import traceback
from enum import StrEnum
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import JSON, Column, Enum, Float, LargeBinary, String, Text, update
from sqlalchemy.exc import StatementError
from sqlmodel import Field, SQLModel, select

from tests.cast import NAME, Cast
from visits.store.columns import (
    Code,
    OrganisationText,
    Sealed,
    UndeclaredColumnError,
    column,
)
from visits.store.database import Database
from visits.store.sites import Printer, Site
from visits.store.visits import Visit
from visits.vocabulary.refusals import ValueRefusedError
from visits.vocabulary.visits import WaitReason

ORDINARY_WORDS = (
    "Gita",
    "Gita Pramesti",
    "GITA PRAMESTI",
    "gita pramesti",
    "gita",
    "gita_pramesti",
    "gita-pramesti",
    "gita.pramesti",
    "tcp://gita",
    "tcp://gita pramesti",
    "O'Brien",
    "Anne-Marie",
    "Zoë",
    "佐藤",
    "gita@example.com",
    "+62 812 3456 7890",
    "+6281234567890",
    "081234567890",
    "3174012509800001",
    "1980-09-25",
    "She was late again.",
    "late, and rude",
    "",
)
"""What people write about people: a shape that takes any of it closes no vocabulary."""


class Colour(StrEnum):
    """A closed list of a test's own."""

    RED = "red"


class AlmostSealed(Sealed):
    """A kind that passes for a declared one."""


def declare(kind: Any, field: Any) -> None:
    """A table is declared that has a column `note` of this kind."""
    members = {
        "__annotations__": {"id": int, "note": kind},
        "id": Field(primary_key=True),
        "note": field,
    }
    weak = {**members, "__module__": __name__, "__tablename__": "weak"}
    type(f"Weak{uuid4().hex}", (SQLModel,), weak, table=True)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (str, Field()),
        (str | None, Field(default=None)),
        (bytes, Field()),
        (float, Field()),
        (Colour, Field()),
        (dict, Field(sa_column=Column(JSON))),
        (str, Field(sa_column=Column(Text))),
        (str, Field(sa_column=Column(String(80)))),
        (bytes, Field(sa_column=Column(LargeBinary))),
        (str, Field(sa_column=Column(Enum(Colour)))),
        (float, Field(sa_column=Column(Float))),
        (str, Field(sa_column=Column())),
        (str, Field(sa_column=Column(OrganisationText(80)))),
        (bytes, Field(sa_column=Column(AlmostSealed()))),
    ],
)
def test_a_table_with_a_place_for_free_text_is_refused(kind: Any, field: Any) -> None:
    with pytest.raises(UndeclaredColumnError, match=r"weak\.note"):
        declare(kind, field)

    assert "weak" not in SQLModel.metadata.tables


@pytest.mark.parametrize(
    "table", ["visit", "wait", "badge", "rightsrequest", "auditentry", "member"]
)
def test_the_organisations_words_stay_out_of_peoples_tables(table: str) -> None:
    with pytest.raises(UndeclaredColumnError, match=rf"{table}\.note holds words"):
        SQLModel.metadata.tables[table].append_column(
            Column("note", OrganisationText(80))
        )

    assert "note" not in SQLModel.metadata.tables[table].c


def test_a_column_added_to_a_table_later_is_refused_too() -> None:
    with pytest.raises(UndeclaredColumnError):
        SQLModel.metadata.tables["visit"].append_column(Column("note", Text))

    assert "note" not in SQLModel.metadata.tables["visit"].c


@pytest.mark.parametrize(
    "shape",
    [
        ".*",
        "[A-Za-z ]+",
        r"\w+( \w+)*",
        "[^@]+@[^@]+",
        "[+0-9 ]+",
        "[^0-9]*",
        "(?s).{1,80}",
        "[a-z]+",
        "[a-z_]+",
        "tcp://.+",
    ],
)
def test_a_shape_that_takes_ordinary_words_is_found(shape: str) -> None:
    assert taken_by(Code(shape)) != []


def test_no_column_of_ours_takes_ordinary_words() -> None:
    codes = [
        column.type
        for table in SQLModel.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, Code)
    ]
    assert {words for code in codes for words in taken_by(code)} == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", NAME), ("language", "english"), ("nonce", b"short")],
)
def test_a_value_of_another_shape_is_not_written(
    database: Database, cast: Cast, field: str, value: object
) -> None:
    row: dict[str, Any] = {
        "public_id": "a" * 26,
        "site_id": cast.senopati.id,
        "company_id": cast.langit.id,
        "host_id": cast.hana.id,
        "language": "en",
        "nonce": b"n" * 32,
    }

    with pytest.raises(StatementError) as refused, database.transaction() as store:
        store.add(Visit(**row | {field: value}))
    assert isinstance(refused.value.orig, ValueRefusedError)
    assert str(value) not in str(refused.value)


def test_a_word_off_the_list_is_not_written() -> None:
    with pytest.raises(ValueRefusedError) as refused:
        Code(WaitReason).process_bind_param("gossip", None)  # type: ignore[arg-type] # no dialect is asked
    assert "gossip" not in str(refused.value)


@pytest.mark.parametrize("asked", ["' OR 1=1", NAME, "", "A" * 10_000])
def test_asking_for_a_row_by_a_code_of_another_shape_finds_none(
    database: Database, asked: str
) -> None:
    with database.reading() as store:
        assert store.exec(select(Visit).where(Visit.public_id == asked)).all() == []


@pytest.mark.parametrize(
    "zone", ["Asia/Jakarta", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+7"]
)
def test_every_time_zone_fits(database: Database, cast: Cast, zone: str) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).time_zone = zone


def test_a_column_of_ours_is_not_null_unless_it_says_so() -> None:
    assert column(Code(Colour)).sa_column.nullable is False
    assert column(Code(Colour), nullable=True).sa_column.nullable is True


@pytest.mark.parametrize(
    "address",
    [
        "tcp://127.0.0.1:9100",
        "tcp://printer.lobby:9100",
        "tcp://[fe80::1]:9100",
        "tcp://counter-2:1",
    ],
)
def test_every_printers_address_fits(
    database: Database, cast: Cast, address: str
) -> None:
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).address = address


@pytest.mark.parametrize(
    "address", ["tcp://", "tcp://gita", "tcp://She was late:9100", "tcp://gita..a:9100"]
)
def test_what_is_no_host_and_port_is_no_printers_address(
    database: Database, cast: Cast, address: str
) -> None:
    with pytest.raises(StatementError), database.transaction() as store:
        store.get_one(Printer, cast.printer.id).address = address


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("site", "private_badges"),
        ("arrival", "level"),
        ("envelope", "key_day"),
        ("visit", "language"),
        ("purge", "seen_at"),
        ("envelope", "retention_class"),
    ],
)
def test_no_error_says_the_value_that_was_refused(
    database: Database, table: str, column: str
) -> None:
    statement = update(SQLModel.metadata.tables[table]).values({column: NAME})

    with database.transaction() as store, pytest.raises(StatementError) as refused:
        store.execute(statement)

    assert "Gita" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("envelope.body", NAME.encode()),
        ("envelope.body", b""),
        ("member.profile", NAME.encode()),
    ],
)
def test_what_is_too_short_to_be_sealed_is_refused(
    database: Database, place: str, value: bytes
) -> None:
    table, _, name = place.partition(".")
    statement = update(SQLModel.metadata.tables[table]).values({name: value})

    with (
        database.transaction() as store,
        pytest.raises(StatementError, match="longer than its nonce"),
    ):
        store.execute(statement)


def taken_by(code: Code) -> list[str]:
    """The ordinary words that the column would take."""
    return [words for words in ORDINARY_WORDS if takes(code, words)]


def takes(code: Code, words: str) -> bool:
    try:
        code.process_bind_param(words, None)  # type: ignore[arg-type] # no dialect is asked
    except ValueRefusedError:
        return False
    return True
