"""PostgreSQL's schema and sessions: what SQLite's tests say of a file, of a server."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import BigInteger, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from tests.cast import Cast, Invite
from tests.stores import Store
from tests.visits.audit.tampering import verified
from visits import sites, visit_state
from visits.audit import chain, entries
from visits.keys.keyring import Keys
from visits.lobby import kiosks
from visits.rights import restricting
from visits.store import schema
from visits.store.backends import Failure, Serial
from visits.store.backends.postgresql import PREPARED_AFTER
from visits.store.database import Database
from visits.store.database import Store as Transaction
from visits.store.schema import SchemaError
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound

pytestmark = pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
WORDS = "Gita Pramesti"
PREPARED = text("SELECT name FROM pg_prepared_statements WHERE statement ~ 'FROM site'")
END_OTHER_SESSIONS = (
    "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
TRIGGER = (
    "CREATE TRIGGER tell BEFORE UPDATE ON visit FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
)


@pytest.fixture
def fresh(store_of_test: Store, tmp_path: Path, keys: Keys) -> Iterator[Database]:
    """A database without any table."""
    folder = tmp_path / "fresh"
    store_of_test.create(folder)
    database = Database(store_of_test.url(folder), keys)
    yield database
    database.close()


def tell(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.whole
def test_migrations_go_up_and_down_and_up(fresh: Database) -> None:
    for revision in ("head", "base", "head"):
        schema.migrate(fresh, revision)
    schema.check(fresh)


def test_the_migrations_make_what_the_program_declares(database: Database) -> None:
    schema.check(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_no_number_of_a_chain_is_too_large_for_its_column(database: Database) -> None:
    """4,000 sites write 2,147,483,648 entries of the audit log in two years."""
    live = inspect(database.engine)
    columns = [
        (table, column["name"], column["type"])
        for table in SQLModel.metadata.tables
        for column in live.get_columns(table)
    ]
    small = {f"{t}.{name}" for t, name, kind in columns if str(kind) == "INTEGER"}
    # Grades of a closed list.
    assert small == {
        "arrival.level",
        "invitation.late_by",
        "invitation.least_level",
        "site.least_level",
    }
    assert any(isinstance(kind, BigInteger) for *_, kind in columns)


WEAKNESSES = {
    "view gossip": "CREATE VIEW gossip AS SELECT 1 AS note",
    "materialized view old": "CREATE MATERIALIZED VIEW old AS SELECT 1 AS note",
    "index heard": "CREATE INDEX heard ON visit ((public_id || 'late'))",
    "rule tell": "CREATE RULE tell AS ON INSERT TO visit DO ALSO NOTIFY told",
    "publication gossip": "CREATE PUBLICATION gossip FOR TABLE visit",
    "trigger tell": TRIGGER,
}


def test_whatever_nobody_declared_stops_the_program(database: Database) -> None:
    for weakness in WEAKNESSES.values():
        tell(database, weakness)
    with pytest.raises(SchemaError) as refused:
        schema.check(database)
    assert all(name in str(refused.value) for name in WEAKNESSES)

    tell(database, "ALTER TABLE visit ADD COLUMN note TEXT")
    tell(database, "CREATE TABLE rumour (note TEXT)")
    with pytest.raises(SchemaError, match=r"rumour\.note, visit\.note"):
        schema.check(database)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE envelope SET key_day = :words",
        "UPDATE visit SET language = :words",
        "INSERT INTO company (name) VALUES (:words), (:words)",
        "INSERT INTO memberrole (member_id, role) VALUES (99, :words)",
    ],
)
def test_no_error_says_a_value(
    database: Database, invite: Invite, statement: str
) -> None:
    invite()
    with pytest.raises(DBAPIError) as failed, database.transaction() as store:
        store.execute(text(statement), {"words": WORDS})

    said = f"{failed.value} {failed.value.orig} {failed.value.args}"
    assert "Gita" not in said
    assert failed.value.orig is not None
    assert getattr(failed.value.orig, "sqlstate", "") in said


def test_a_reader_sees_one_moment(database: Database, cast: Cast) -> None:
    def version(store: Transaction) -> int:
        return store.exec(select(Site.version).where(Site.id == cast.mitte.id)).one()

    with database.reading() as store:
        before = version(store)
        tell(database, "UPDATE site SET version = version + 1")
        assert version(store) == before
    with database.reading() as store:
        assert version(store) == before + 1


def test_a_reader_writes_nothing(database: Database, cast: Cast) -> None:
    with pytest.raises(DBAPIError, match="ReadOnly"), database.reading() as store:
        sites.changed(store, cast.mitte.id)


def test_what_a_reader_had_prepared_is_prepared_for_the_next(
    database: Database, cast: Cast
) -> None:
    """The driver forgets it at each rollback, and planning a scan's statements takes milliseconds."""
    for _ in range(PREPARED_AFTER + 1):
        with database.reading() as store:
            store.get_one(Site, cast.mitte.id)

    with database.reading() as store:
        assert store.execute(PREPARED).scalars().all()


def test_sessions_that_the_server_ended_are_replaced_before_anything_is_asked(
    database: Database, cast: Cast
) -> None:
    """As after its restart: the first guest sees no error."""
    with database.reading() as one, database.reading() as another:
        for store in (one, another):
            store.get_one(Site, cast.mitte.id)
    tell(database, END_OTHER_SESSIONS)

    with database.reading() as one, database.reading() as another:
        for store in (one, another):
            assert store.get_one(Site, cast.mitte.id).id == cast.mitte.id


def test_only_a_commit_that_changed_a_row_wakes_who_waits(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    before = database.commits
    with database.transaction() as store:
        store.get_one(Visit, visit.id)
    assert database.commits == before

    with database.transaction() as store:
        store.get_one(Site, cast.mitte.id).accent = "#000000"
    assert database.commits == before + 1


def test_work_that_another_transaction_undid_is_done_once_more_and_whole(
    database: Database, cast: Cast
) -> None:
    seen: list[str] = []

    def work(store: Transaction) -> str:
        seen.append(store.get_one(Site, cast.mitte.id).accent)
        store.get_one(Site, cast.mitte.id).accent = "#123456"
        store.flush()
        if len(seen) == 1:
            store.execute(
                text("DO $$ BEGIN RAISE 'met' USING ERRCODE = '40P01'; END $$")
            )
        return "done"

    assert database.run(work) == "done"
    assert seen == [cast.mitte.accent] * 2


def test_what_fails_twice_fails(database: Database) -> None:
    def work(store: Transaction) -> None:
        store.execute(text("DO $$ BEGIN RAISE 'met' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(DBAPIError) as failed:
        database.run(work)
    assert database.backend.failure(failed.value) is Failure.CONFLICT


def test_a_day_of_the_calendars_last_year_is_kept(
    database: Database, invite: Invite
) -> None:
    invite()
    tell(database, "UPDATE envelope SET furthest_day = '9999-12-31'")
    with database.reading() as store:
        days = store.execute(text("SELECT DISTINCT furthest_day FROM envelope"))
        assert days.scalar_one() == date.max


def test_a_seal_waits_for_entries_that_have_their_number_already(
    database: Database,
) -> None:
    """An entry that is committed after a later one would come under a seal made without it."""
    with database.transaction() as slow:
        entries.record(slow, actors.OPERATOR, Act.RESENT, 1)
        slow.flush()
        with database.transaction() as quick:
            entries.record(quick, actors.OPERATOR, Act.RESENT, 2)
        sealing = threading.Thread(target=database.run, args=(chain.seal,))
        sealing.start()
        while sealing.is_alive() and not any_waiting(database):
            pass
    sealing.join()

    assert verified(database).unsealed == 0


def test_all_sites_are_locked_in_the_order_of_their_numbers(
    database: Database, cast: Cast
) -> None:
    """An UPDATE of all takes them as they lie: with a job at two of them it would deadlock."""
    begun: list[Transaction] = []

    def change_all(store: Transaction) -> None:
        begun.append(store)
        sites.all_changed(store)

    with database.transaction() as store:
        # Now it lies behind the other, whose number is higher.
        sites.changed(store, cast.senopati.id)
    with database.transaction() as store:
        sites.changed(store, cast.senopati.id)
        changing = threading.Thread(target=database.run, args=(change_all,))
        changing.start()
        while changing.is_alive() and not any_waiting(database):
            pass
        sites.changed(store, cast.mitte.id)
    changing.join()

    assert len(begun) == 1


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_decision_stays_in_its_log_unless_the_server_said_that_it_is_not_committed(
    database: Database, invite: Invite, *, is_answered: bool
) -> None:
    """A connection that was lost says nothing: the commit may have come through."""
    visit = invite()
    failing = refuse_commit if is_answered else end_session

    def restrict(store: Transaction) -> None:
        event.listen(store, "before_commit", partial(failing, database))
        restricting.restrict(store, visit_state.of(store, visit.id), actors.OPERATOR)

    with pytest.raises(DBAPIError):
        database.run(restrict)

    assert len(database.keys.decisions.entries()) == (not is_answered)


def refuse_commit(_database: Database, store: Transaction) -> None:
    store.execute(text("DO $$ BEGIN RAISE 'met' USING ERRCODE = '40001'; END $$"))


def end_session(database: Database, store: Transaction) -> None:
    """As a restart of the server does; waits until the session is gone."""
    session = store.execute(text("SELECT pg_backend_pid()")).scalar_one()
    tell(database, f"SELECT pg_terminate_backend({session}, 60000)")


def test_what_one_process_does_alone_is_anybodys_once_its_session_is_gone(
    database: Database,
) -> None:
    with database.alone(Serial.PRINTING) as is_first:
        with database.alone(Serial.PRINTING) as is_second:
            assert (is_first(), is_second()) == (True, False)
        end_sessions_with_a_lock(database)
        with database.alone(Serial.PRINTING) as is_third:
            assert (is_first(), is_first(), is_third()) == (False, False, True)
    with database.alone(Serial.PRINTING) as is_last:
        assert is_last()


def end_sessions_with_a_lock(database: Database) -> None:
    ended = (
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks "
        "WHERE locktype = 'advisory' AND granted AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    tell(database, ended)


def any_waiting(database: Database) -> bool:
    with database.engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(waiting).scalar_one())


def test_the_doctor_doubts_a_server_that_may_lose_a_commit(database: Database) -> None:
    """The tests' own server is one: nothing that they store has to survive."""
    with database.engine.connect() as connection:
        now = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        doubts = list(database.backend.doubts(connection, now))
        later = [*database.backend.doubts(connection, now + timedelta(seconds=9))]

    grave = " ".join(doubt.text for doubt in doubts if doubt.is_grave)
    assert all(
        name in grave for name in ("fsync", "full_page_writes", "synchronous_commit")
    )
    assert len(doubts) == 3
    assert "8 seconds apart" in later[-1].text or "9 seconds apart" in later[-1].text


@pytest.mark.parametrize(
    "setting",
    [
        "log_min_duration_statement = 250",
        "log_min_duration_sample = 0",
        "log_transaction_sample_rate = 0.1",
    ],
)
def test_the_doctor_notes_a_log_of_parameters(database: Database, setting: str) -> None:
    def noted(*settings: str) -> list[bool]:
        with database.engine.connect() as connection:
            for one in settings:
                connection.exec_driver_sql(f"SET {one}")
            doubts = [*database.backend.doubts(connection, database.clock())]
            connection.exec_driver_sql("RESET ALL")
        return [
            doubt.is_grave for doubt in doubts if "log_parameter_max_l" in doubt.text
        ]

    assert noted() == []
    assert noted(setting) == [False]
    assert noted(setting, "log_parameter_max_length = 0") == []


def test_a_code_that_somebody_asks_for_may_hold_anything(
    database: Database, cast: Cast
) -> None:
    with database.reading() as store, pytest.raises(NotFound):
        kiosks.at_site(store, cast.senopati.id, "no\0code")
