"""The schema: brought forward whole or not at all, and refused when it is not the one we know."""

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, event, inspect
from sqlmodel import ForeignKeyConstraint, SQLModel, select

from tests.cast import Cast, Invite, ask_for, check_in, walking_in
from visits import codes, place_texts
from visits.keys.keyring import Keys
from visits.lobby import departures, walk_ins
from visits.store import schema
from visits.store.database import Database
from visits.store.schema import SchemaError
from visits.store.sites import Site
from visits.store.visits import Arrival, Envelope
from visits.vocabulary.places import PlaceTextKind

# As somebody with a shell at the file; of PostgreSQL's schema see test_postgresql.py.
pytestmark = pytest.mark.embedded

VALUES = {
    bytes: f"x'{'61' * 32}'",
    bool: 0,
    date: "'2026-12-01'",
    datetime: "'2026-12-01 09:00:00.000000'",
    int: 1,
    str: "'held'",
}
"""What a column of that type may hold; whoever's key it is, there is a row 1."""


def sql(database: Database, *statements: str) -> None:
    """As somebody with a shell would do it."""
    with (
        closing(sqlite3.connect(database.engine.url.database or "")) as connection,
        connection,
    ):
        for statement in statements:
            connection.execute(statement)


def dump(database: Database) -> str:
    """The statements that make the store again: its tables, indexes and every row."""
    with closing(sqlite3.connect(database.engine.url.database or "")) as connection:
        return "\n".join(connection.iterdump())


@pytest.fixture
def fresh(tmp_path: Path, keys: Keys) -> Database:
    """A store without any table."""
    return Database(f"sqlite:///{tmp_path / 'fresh.db'}", keys)


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    with database.engine.connect() as connection:
        assert (
            compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
            == []
        )
    schema.check(database)


def test_migrations_go_up_and_down_and_up(fresh: Database) -> None:
    schema.migrate(fresh)
    schema.migrate(fresh, "base")
    assert tables(fresh) <= {schema.ALEMBIC_TABLE}

    schema.migrate(fresh)

    schema.check(fresh)
    fresh.close()


@pytest.mark.parametrize("left", ["key_day = '2026-12-23'", "profile = x''"])
def test_what_the_program_before_could_not_read_keeps_it_from_coming_back(
    database: Database, cast: Cast, left: str
) -> None:
    sql(database, f"UPDATE member SET {left} WHERE id = {cast.hana.id}")  # noqa: S608 - words of ours

    with pytest.raises(SchemaError, match=r"1 closed account.*backup"):
        schema.migrate(database, "base")

    schema.check(database)


def test_migrating_twice_changes_nothing(database: Database, invite: Invite) -> None:
    invite()
    before = dump(database)

    schema.migrate(database)

    schema.check(database)
    assert dump(database) == before
    assert 'INSERT INTO "visit"' in before


def stored_type(column: Column[Any]) -> type:
    kind: Any = column.type
    stored: type = getattr(kind, "impl_instance", kind).python_type
    return stored


YOUNGER = {
    "alarm",
    "calendarhost",
    "channel",
    "cohost",
    "decisionposition",
    "delegation",
    "earlierstay",
    "escalation",
    "hostanswer",
    "latereminder",
    "mailfailure",
    "mark",
    "marshal",
    "membershipplan",
    "message",
    "passwordreset",
    "placetext",
    "quotaday",
    "recoverycode",
    "remembereddevice",
    "rollentry",
    "secondfactor",
    "walkin",
    "watchentry",
}
"""Tables that came after the renaming: their rows go with them on the way down."""

YOUNGER_INDEXES = {
    "answer_names_colleague",
    "answer_takes_visit",
    "arrival_inside",
    "arrival_to_escalate",
    "email_undelivered",
    "escalation_to_member",
    "print_job_of_roll",
    "walkin_by_member",
    "walkin_to_escalate",
    "watch_entry_confirmed",
}


def filled(database: Database) -> str:
    """Return a dump in which no table is empty, and the newest entry of the audit log is gone."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name in YOUNGER:
            continue
        needed = [column for column in table.columns if not column.nullable]
        names = ", ".join(column.name for column in needed)
        values = ", ".join(str(VALUES[stored_type(column)]) for column in needed)
        sql(
            database,
            f"INSERT INTO {table.name} ({names}) SELECT {values} "  # noqa: S608 - names of ours
            f"WHERE NOT EXISTS (SELECT 1 FROM {table.name})",
        )
    # As the way up leaves it, since nobody knows it of older rows.
    sql(database, "UPDATE invitation SET emailed = 1")
    sql(database, "UPDATE site SET second_factor = 0, desk_phone = ''")
    sql(database, "UPDATE site SET printer_side = 'below'")
    sql(database, "UPDATE printjob SET badge_id = 1")
    sql(database, "UPDATE site SET rules_version = 0, has_rules = 0")
    sql(database, "UPDATE site SET mail_sender = '', reply_to = ''")
    sql(database, "UPDATE site SET sound_volume = 60, walk_ins = 'in_person'")
    endings = "gmail.com yahoo.com outlook.com"
    sql(database, f"UPDATE site SET email_endings = '{endings}'")  # noqa: S608 - words of ours
    sql(database, "UPDATE encounter SET typed = 'email' WHERE NOT by_scan")
    sql(database, "UPDATE encounter SET second_tries = 0, third_tries = 0")
    sql(database, "UPDATE withdrawal SET member_id = 1")
    sql(database, "UPDATE member SET account_id = 1 WHERE account_id IS NULL")
    sql(database, "UPDATE blindindex SET watch_digest = NULL, corrected_at = NULL")
    sql(database, "UPDATE badge SET copy_number = 1")
    # Without a member or a kiosk none is kept.
    sql(database, "DELETE FROM facesession", "DELETE FROM quotaday")
    sql(database, "DELETE FROM auditentry WHERE id = (SELECT max(id) FROM auditentry)")
    return dump(database)


def whatever_its_order(dumped: str) -> list[str]:
    """Return the lines of a dump: a rebuilt table names its constraints in any order."""
    return sorted(line.strip().rstrip(", ") for line in dumped.splitlines())


def test_renamed_tables_keep_rows_indexes_keys_and_the_numbers_given(
    database: Database, invite: Invite
) -> None:
    invite()
    before = filled(database)

    while "letter" not in tables(database):
        schema.migrate(database, "-1")
    older = dump(database)
    schema.migrate(database)

    schema.check(database)
    assert whatever_its_order(dump(database)) == whatever_its_order(before)
    accounts = before.count('INSERT INTO "account"')
    # A member's own login is a row of its own now.
    assert older.count("INSERT INTO") == before.count("INSERT INTO") - accounts
    partial = before.count(" IS NOT NULL")
    partial -= sum(before.count(f"INDEX {name} ") for name in YOUNGER_INDEXES)
    assert older.count(" IS NOT NULL") == partial > 0
    assert """INSERT INTO "sqlite_sequence" VALUES('trail',""" in older


def test_who_is_inside_is_known_after_the_migration_that_began_to_note_it(
    database: Database, cast: Cast, invite: Invite
) -> None:
    inside, gone = invite(), invite(email="gone@example.org")
    for visit in (inside, gone):
        check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gone.public_id, cast.dewi.id)
    # Who is inside when the program learns to tell others is told of to nobody.
    sql(database, "UPDATE arrival SET escalate_at = NULL", "DELETE FROM quotaday")
    sql(database, "UPDATE blindindex SET watch_digest = NULL")
    now = dump(database)

    while "inside_site_id" in dump(database):
        schema.migrate(database, "-1")
    schema.migrate(database)

    assert whatever_its_order(dump(database)) == whatever_its_order(now)
    with database.reading() as store:
        noted = store.exec(select(Arrival.visit_id, Arrival.inside_site_id)).all()
    assert dict(noted) == {inside.id: cast.senopati.id, gone.id: None}


def test_one_text_for_all_languages_becomes_that_of_the_sites_own(
    database: Database, cast: Cast
) -> None:
    address, floor = PlaceTextKind.ADDRESS, PlaceTextKind.FLOOR
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).language = "id"
        for language, words in {"en": "Ground floor", "id": "Lantai dasar"}.items():
            place_texts.write(store, cast.senopati, address, language, words)
        place_texts.write(store, cast.mitte, address, "id", "Lantai satu")
        place_texts.write(store, cast.langit, floor, "en", "Level 12")

    while "placetext" in tables(database):
        schema.migrate(database, "-1")
    older = dump(database)
    schema.migrate(database)

    assert [older.count(words) for words in ("Lantai dasar", "Ground floor")] == [1, 0]
    with database.reading() as store:
        told = [
            place_texts.every(store, cast.senopati, address),
            place_texts.every(store, cast.mitte, address),
            place_texts.every(store, cast.langit, floor),
            place_texts.every(store, cast.senopati, PlaceTextKind.ARRIVAL_NOTE),
        ]
        zone = store.get_one(Site, cast.senopati.id).time_zone
    assert told == [
        {"id": "Lantai dasar"},
        {"en": "Lantai satu"},
        {"id": "Level 12"},
        {},
    ]
    assert zone == cast.senopati.time_zone


OF_WHO_WAS_IN = {"arrival", "badge", "departure", "earlierstay"}
NEW_CODES = [
    ("email", "kind", "walk_in"),
    ("email", "kind", "channel_broken"),
    ("email", "kind", "co_host_named"),
    ("email", "kind", "co_host_ended"),
    ("email", "kind", "membership_added"),
    ("email", "kind", "host_changed"),
    ("email", "kind", "day_withdrawn"),
    ("email", "kind", "arrival_undone"),
    ("wait", "reason", "uninvited"),
    ("ratelimitevent", "kind", "host_search"),
    ("ratelimitevent", "kind", "walk_in"),
    ("ratelimitevent", "kind", "channel_test"),
    ("visitstatistic", "outcome", "not_let_in"),
]
"""Codes by their table and column that the program before walk-ins cannot read."""


def add(database: Database, name: str, **values: object) -> None:
    """Add a row with these values, and any that fits in its other columns."""
    table = SQLModel.metadata.tables[name]
    needed = [one for one in table.columns if not one.nullable and one.name != "id"]
    row = {one.name: VALUES[stored_type(one)] for one in needed} | values
    if "public_id" in row:
        row["public_id"] = f"'{codes.public_id()}'"
    listed = ", ".join(str(value) for value in row.values())
    sql(database, f"INSERT INTO {name} ({', '.join(row)}) VALUES ({listed})")  # noqa: S608 - words of ours


def test_a_walk_in_who_is_not_in_leaves_nothing_to_the_program_before(
    database: Database, cast: Cast
) -> None:
    asking, encounter = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        new = walking_in(cast.hana, name="Sekar Ayu")
        inside = walk_ins.note_at_desk(store, cast.senopati.id, new, cast.dewi.id)
        inside_id = inside.id
    of_visit = {
        key.parent.table.name
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.target_fullname == "visit.id"
    }
    for parent in ("channel", "alarm", "marshal"):
        add(database, parent)
    for name in of_visit - OF_WHO_WAS_IN - {"invitation", "walkin"}:
        add(database, name, visit_id=asking.id)
    add(database, "email", encounter_id=encounter.id)
    for name, column, code in NEW_CODES:
        add(database, name, **{column: f"'{code}'"})

    while "walkin" in tables(database):
        schema.migrate(database, "-1")

    older = dump(database)
    with closing(sqlite3.connect(database.engine.url.database or "")) as connection:
        left = {
            (name, visit_id)
            for name in of_visit & tables(database)
            for (visit_id,) in connection.execute(f"SELECT visit_id FROM {name}")  # noqa: S608 - names of ours
        }
        visits = [number for (number,) in connection.execute("SELECT id FROM visit")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    assert visits == [inside_id]
    assert {visit_id for _, visit_id in left} <= {inside_id, None}
    assert {("arrival", inside_id), ("envelope", inside_id)} <= left
    assert broken == []
    assert [code for _, _, code in NEW_CODES if f"'{code}'" in older] == []


def test_waits_and_e_mails_keep_their_reason_when_its_code_is_renamed(
    database: Database,
) -> None:
    filled(database)
    sql(database, "UPDATE wait SET reason = 'restricted'")
    sql(database, "UPDATE email SET undelivered = 'restricted'")
    now = dump(database)

    while "'kept_back'" not in dump(database):
        schema.migrate(database, "-1")
    older = dump(database)
    schema.migrate(database)

    assert older.count("'kept_back'") == now.count("'restricted'") == 2
    assert whatever_its_order(dump(database)) == whatever_its_order(now)


def test_a_column_that_nobody_declared_stops_the_program(database: Database) -> None:
    sql(database, "ALTER TABLE visit ADD COLUMN note TEXT")

    with pytest.raises(SchemaError, match=r"visit\.note"):
        schema.check(database)


def test_a_table_that_nobody_declared_stops_the_program(database: Database) -> None:
    sql(database, "CREATE TABLE gossip (about TEXT)")

    with pytest.raises(SchemaError, match=r"gossip\.about"):
        schema.check(database)


@pytest.mark.parametrize(
    ("weakness", "name"),
    [
        ("CREATE VIEW gossip AS SELECT 'late again' AS note", "view gossip"),
        (
            "CREATE TRIGGER tell AFTER INSERT ON visit BEGIN DELETE FROM wait; END",
            "trigger tell",
        ),
        ("CREATE INDEX heard ON visit (public_id || 'late again')", "index heard"),
        ("CREATE VIRTUAL TABLE gossip USING fts5(note)", "gossip.note"),
        (
            "ALTER TABLE visit ADD COLUMN note TEXT GENERATED ALWAYS AS (public_id || '') VIRTUAL",
            "visit.note",
        ),
    ],
)
def test_whatever_else_nobody_declared_stops_the_program(
    database: Database, weakness: str, name: str
) -> None:
    sql(database, weakness)

    with pytest.raises(SchemaError, match=name.replace(".", r"\.")):
        schema.check(database)


def test_an_older_database_is_to_be_migrated(fresh: Database) -> None:
    with pytest.raises(SchemaError, match=r"older.*lencana migrate"):
        schema.check(fresh)
    fresh.close()


def test_a_newer_database_is_for_the_version_that_wrote_it(database: Database) -> None:
    sql(database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaError, match="newer"):
        schema.check(database)


def test_a_rebuilt_table_keeps_its_rows_children(
    database: Database, invite: Invite
) -> None:
    invite()
    with schema.rebuilding(database) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("visit", recreate="always"):
            pass
        connection.commit()

    with database.reading() as store:
        assert len(store.exec(select(Envelope)).all()) == 2


def test_foreign_keys_hold_again_after_a_migration(database: Database) -> None:
    schema.migrate(database)

    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_deleting_a_visit_never_reads_a_whole_table(database: Database) -> None:
    cascades = [
        key
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.ondelete == "CASCADE"
    ]

    assert [
        f"{key.parent.name} {key.column_keys}"
        for key in cascades
        if not is_indexed(database, key)
    ] == []
    assert len(cascades) > 10


def is_indexed(database: Database, key: ForeignKeyConstraint) -> bool:
    same = " AND ".join(f"{column.name} = 1" for column in key.columns)
    statement = f"EXPLAIN QUERY PLAN DELETE FROM {key.parent.name} WHERE {same}"  # noqa: S608 - names of ours
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(statement).all()
    return all("SCAN" not in row[3] for row in plan)


def die_at(database: Database, number: int) -> None:
    """In a child: killed at the migration's statement of this number, unless it came through before."""
    seen = iter(range(10_000))

    @event.listens_for(database.engine, "before_cursor_execute")
    def count(*_: object) -> None:
        if next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    schema.migrate(database)
    os._exit(0)


def survives(database: Database, number: int) -> bool:
    child = os.fork()
    if child == 0:
        die_at(database, number)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status)


@pytest.mark.parametrize(
    "step", [pytest.param(1, marks=pytest.mark.whole), 512], ids=["each", "every 512th"]
)
def test_a_migration_killed_at_any_statement_leaves_the_old_or_the_new(
    fresh: Database, step: int
) -> None:
    killed = 0
    while not survives(fresh, killed * step):
        fresh.engine.dispose()
        assert not tables(fresh) & set(SQLModel.metadata.tables)
        fresh.engine.dispose()
        killed += 1

    schema.check(fresh)
    print(f"killed at {killed} statements, {step} apart")  # noqa: T201 - a test of faults prints what it counted
    assert killed * step > len(SQLModel.metadata.tables)
    fresh.close()


def test_the_files_hold_no_table_until_a_migration_is_over(
    fresh: Database, tmp_path: Path
) -> None:
    """A copy made while the process stands still is what a kill at that place leaves."""
    image = tmp_path / "image.db"
    images: list[set[str]] = []

    @event.listens_for(fresh.engine, "before_cursor_execute")
    def copy(*_: object) -> None:
        copy_files(Path(fresh.engine.url.database or ""), image)
        with closing(sqlite3.connect(image)) as connection:
            names = connection.execute("SELECT name FROM sqlite_master")
            images.append({name for (name,) in names})

    schema.migrate(fresh)
    event.remove(fresh.engine, "before_cursor_execute", copy)

    schema.check(fresh)
    assert len(images) > 5 * len(SQLModel.metadata.tables)
    assert set().union(*images) == set()
    fresh.close()


def copy_files(database: Path, to: Path) -> None:
    """The database and its write-ahead log; the index of that is made anew."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{to}{ending}").unlink(missing_ok=True)
    for ending in ("", "-wal"):
        if Path(f"{database}{ending}").exists():
            shutil.copy(f"{database}{ending}", f"{to}{ending}")
