"""The five locks against undeclared personal data refuse each weakness that is planted here."""

import copy
import sqlite3
import tomllib
from contextlib import closing
from datetime import timedelta
from importlib.resources import files as resources
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from tests.cast import EMAIL, NAME, Cast, Invite
from tests.house_rules import form_fields, page_watch, revealing
from tests.house_rules.product import ROOT, files, modules, planted, templates
from visits.languages import OWN_NAMES, SOURCE
from visits.policy import notice
from visits.policy.register import RegisterError, UndeclaredItemError, parse, register
from visits.store import schema
from visits.store.columns import OrganisationText, UndeclaredColumnError
from visits.store.database import Database
from visits.store.schema import SchemaError
from visits.vault import envelopes
from visits.vault.personal import Personal
from visits.vocabulary.actors import AccessContext, as_desk, as_guest, as_printing
from visits.vocabulary.policy import Purpose

WRITTEN = [*templates(), *files(".txt")]
NOTE: list[tuple[Any, Any]] = [
    (str, Field()),
    (bytes, Field()),
    (dict, Field(sa_column=Column(JSON))),
    (str, Field(sa_column=Column())),
    (str, Field(sa_column=Column(OrganisationText(80)))),
]


# Lock 1: import


@pytest.mark.parametrize(
    ("kind", "field"), NOTE, ids=["str", "bytes", "JSON", "untyped", "words"]
)
def test_a_table_class_with_a_note_is_refused_when_it_is_imported(
    kind: Any, field: Any
) -> None:
    members = {
        "__annotations__": {"id": int, "note": kind},
        "id": Field(primary_key=True),
        "note": field,
    }

    with pytest.raises(UndeclaredColumnError, match=r"weak\.note"):
        type(
            f"Weak{uuid4().hex}",
            (SQLModel,),
            {**members, "__module__": __name__, "__tablename__": "weak"},
            table=True,
        )


# Lock 2: write and read


def test_an_item_that_nobody_declared_is_not_kept(
    database: Database, invite: Invite
) -> None:
    visit = invite()

    with (
        pytest.raises(UndeclaredItemError, match="birth_date"),
        database.transaction() as store,
    ):
        envelopes.keep(
            store,
            visit.id,
            {"name": NAME, "birth_date": "1990-01-01"},
            store.now + timedelta(days=1),
        )


@pytest.mark.parametrize(
    ("item", "asking"),
    [
        ("birth_date", as_guest()),
        ("email", as_printing(None)),
        ("email", as_desk(1)),
        ("badge_name", as_desk(1, Purpose.PROTECT)),
    ],
    ids=["item", "purpose", "reader", "another purpose"],
)
def test_what_nobody_declared_is_not_told(
    database: Database, invite: Invite, item: str, asking: AccessContext
) -> None:
    visit = invite()

    with pytest.raises(UndeclaredItemError), database.reading() as store:
        envelopes.read_one(store, visit.id, [item], asking)


# Lock 3: start


@pytest.mark.embedded
@pytest.mark.parametrize(
    "weakness",
    [
        "ALTER TABLE visit ADD COLUMN note TEXT",
        "CREATE TABLE gossip (about TEXT)",
        "CREATE VIEW gossip AS SELECT 'late again' AS note",
        "CREATE TRIGGER gossip AFTER INSERT ON visit BEGIN DELETE FROM wait; END",
        "CREATE INDEX gossip ON visit (public_id || 'late again')",
    ],
)
def test_a_database_that_was_changed_by_hand_is_not_served(
    database: Database, weakness: str
) -> None:
    with closing(sqlite3.connect(database.engine.url.database or "")) as shell, shell:
        shell.execute(weakness)

    with pytest.raises(SchemaError, match=r"note|gossip"):
        schema.check(database)


# Lock 4: forms and the notice


def test_every_field_of_every_form_is_an_item_or_a_listed_control() -> None:
    pages = [(page, form_fields.in_template(page)) for page in WRITTEN]
    code = [(module, form_fields.in_module(module)) for module in modules()]

    assert {
        str(where): names
        for where, found in pages + code
        if (names := form_fields.undeclared(found))
    } == {}


def test_no_control_is_listed_that_no_form_has() -> None:
    found = {name for page in WRITTEN for name in form_fields.in_template(page)}
    found |= {name for module in modules() for name in form_fields.in_module(module)}

    assert form_fields.CONTROLS.keys() - found == set()


@pytest.mark.parametrize(
    "weakness",
    [
        '<input name="birth_date">',
        "<select class='x'\n name='shirt_size'><option>L</option></select>",
        '<textarea id="remarks"></textarea>',
        '<button name="mood" value="cross">',
        '<input type="hidden" name="fingerprint" value="">',
        '<p contenteditable="true"></p>',
        '{{ field("allergies", _("Allergies"), 80, problem) }}',
    ],
)
def test_a_field_that_nobody_declared_is_found_in_a_template(
    tmp_path: Path, weakness: str
) -> None:
    assert form_fields.undeclared(
        form_fields.in_template(planted(tmp_path, "weak.html", weakness))
    )


@pytest.mark.parametrize(
    "weakness",
    [
        "class Weak(FaceForm):\n    birth_date = DateField('Birthday')\n",
        "class Weak(FaceForm):\n    allergies = FieldList(StringField())\n",
        "typed = request.form.get('note', '')\n",
        "typed = request.form['note']\n",
    ],
)
def test_a_field_that_nobody_declared_is_found_in_a_module(
    tmp_path: Path, weakness: str
) -> None:
    assert form_fields.undeclared(
        form_fields.in_module(planted(tmp_path, "weak.py", weakness))
    )


def test_a_page_that_asks_for_more_fails_the_test_that_fetches_it() -> None:
    app = Flask("weak")
    app.add_url_rule("/", "weak", lambda: '<p><input name="birth_date"></p>')

    with pytest.raises(AssertionError, match="birth_date"):
        page_watch.open_and_look(app.test_client(), "/")


@pytest.mark.parametrize("language", OWN_NAMES)
def test_every_item_has_its_words_in_the_notice_in_every_language(
    language: str,
) -> None:
    told = notice.in_language(language)

    assert told.language == language
    assert told.items.keys() | told.facts.keys() == register().of_guests().keys()
    assert all(
        one.label and one.purposes and one.readers
        for one in [*told.items.values(), *told.facts.values()]
    )


@pytest.mark.parametrize("language", [code for code in OWN_NAMES if code != SOURCE])
def test_an_item_without_its_words_in_a_language_is_refused(language: str) -> None:
    document = copy.deepcopy(product_register())
    document["items"]["phone"]["label"] = "a text that no catalogue has"

    with pytest.raises(RegisterError, match=rf"items\.phone\.label: .*'{language}'"):
        parse(document)


# Lock 5: values, in code; the forensic tests search what was written


def test_a_value_in_an_f_string_is_the_name_of_its_item() -> None:
    guest = Personal("email", EMAIL)

    assert (
        f"{guest} {guest!s} {guest!r} {guest:>20} {[guest]}"
        == "<email> <email> <email>              <email> [<email>]"
    )
    assert str(ValueError(guest)) == "<email>"


def test_what_was_told_is_no_text_by_any_accident(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.reading() as store:
        told = envelopes.read_one(store, visit.id, ["name"], as_desk(cast.dewi.id))

    assert NAME not in f"{told} {told.name!r} {vars(type(told))}"


def test_a_guests_words_are_revealed_in_listed_places_only() -> None:
    found = [
        one
        for page in WRITTEN
        if place(page) not in revealing.PLACES
        for one in revealing.in_template(page)
    ]
    found += [
        one
        for one_module in modules()
        if place(one_module) not in revealing.PLACES
        for one in revealing.in_module(one_module)
    ]

    assert found == []


def test_no_place_is_listed_that_reveals_nothing() -> None:
    reads = {True: revealing.in_module, False: revealing.in_template}

    assert [
        name
        for name in revealing.PLACES
        if not reads[name.endswith(".py")](ROOT / name)
    ] == []


@pytest.mark.parametrize(
    "weakness",
    [
        'log.info("here is %s", guest.name.reveal())',
        'raise ValueError(f"no mail for {guest.email.reveal()}")',
        "show = guest.name.reveal",
        'getattr(guest.name, "reveal")()',
        "print(guest.name._value)",
    ],
)
def test_a_revealing_elsewhere_is_found(tmp_path: Path, weakness: str) -> None:
    assert revealing.in_module(planted(tmp_path, "weak.py", f"{weakness}\n"))


@pytest.mark.parametrize(
    "weakness",
    [
        "{{ guest.name.reveal() }}",
        "{{ guest.name['reveal']() }}",
        "{{ guest.name|attr('reveal') }}",
    ],
)
def test_a_revealing_template_elsewhere_is_found(tmp_path: Path, weakness: str) -> None:
    assert revealing.in_template(planted(tmp_path, "weak.html", weakness))


def product_register() -> dict[str, Any]:
    return tomllib.loads(
        resources("visits.policy").joinpath("register.toml").read_text("utf-8")
    )


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
