"""A keyring in a database: eight processes and several machines, sealed, and dead for good in time."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.keyring_databases import KeyringDatabases
from tests.visits.keys.conftest import InDatabase
from visits.keys.keyring import (
    DatabaseKeyring,
    KeyDestroyedError,
    KeyMissingError,
    KeyringGoneError,
    NoKeyringError,
    find_keys,
    open_keys,
)
from visits.keys.keyring.database import ASKED_EVERY, BELIEVED_FOR
from visits.keys.secrets import OtherKeysError

DAY = date(2026, 12, 22)
NEXT = DAY + timedelta(days=1)
PROCESSES = 8
PATIENCE = 300.0
"""Seconds for all to be ready."""
forking = multiprocessing.get_context("fork")


class Seconds:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def other(in_database: InDatabase, seconds: Seconds) -> DatabaseKeyring:
    """The keyring as another machine has it, which has read a key and looks at this clock."""
    other = DatabaseKeyring(
        in_database.url, in_database.folder, in_database.secrets, seconds
    )
    other.day_key(DAY)
    other.has_day(DAY)
    return other


@contextmanager
def connected(place: InDatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        place.url.replace("+psycopg", ""), autocommit=True
    ) as connection:
        yield connection


@contextmanager
def away(databases: KeyringDatabases, keyring: DatabaseKeyring) -> Iterator[None]:
    """Nobody reaches the keyring's database."""
    allow = f"ALTER DATABASE {keyring.engine.url.database} ALLOW_CONNECTIONS"
    databases.server.execute(f"{allow} false")
    try:
        yield
    finally:
        databases.server.execute(f"{allow} true")


def test_what_another_machine_destroyed_is_used_for_five_seconds_at_most(
    in_database: InDatabase, other: DatabaseKeyring, seconds: Seconds
) -> None:
    in_database.keyring().destroy_through(DAY)

    assert ASKED_EVERY <= 5
    seconds.now += ASKED_EVERY
    for use in (other.living_day_key, other.day_key):
        with pytest.raises(KeyDestroyedError):
            use(DAY)
    assert not other.has_day(DAY)
    # Nor is it kept in memory.
    assert DAY not in other._known().keys  # noqa: SLF001 - nobody else can look there


def test_a_key_that_is_made_or_destroyed_here_counts_at_once(
    other: DatabaseKeyring,
) -> None:
    other.day_key(NEXT)
    assert other.destroy_through(DAY) == 1

    assert (other.has_day(NEXT), other.has_day(DAY)) == (True, False)
    with pytest.raises(KeyDestroyedError):
        other.living_day_key(DAY)


def test_no_key_is_made_for_a_day_that_another_machine_destroyed_a_moment_ago(
    in_database: InDatabase, other: DatabaseKeyring
) -> None:
    in_database.keyring().destroy_through(NEXT)

    # The other one does not know of it yet.
    assert other.destroyed_through() == date.min
    with pytest.raises(KeyDestroyedError):
        other.day_key(NEXT)
    assert other.days() == []


def test_a_watermark_is_raised_only_with_the_keys_destroyed(
    in_database: InDatabase,
) -> None:
    keyring = in_database.keyring()
    key = keyring.day_key(DAY)
    with connected(in_database) as connection:
        connection.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE disk_full; END'"
        )
        connection.execute(
            "CREATE TRIGGER fail BEFORE TRUNCATE ON day_key EXECUTE FUNCTION fail()"
        )

    with pytest.raises(DBAPIError):
        keyring.destroy_through(DAY)

    again = in_database.keyring()
    assert again.destroyed_through() == date.min
    assert again.living_day_key(DAY) == key


def test_a_server_that_is_away_for_a_moment_is_not_noticed(
    keyring_databases: KeyringDatabases, other: DatabaseKeyring, seconds: Seconds
) -> None:
    key = other.living_day_key(DAY)

    with away(keyring_databases, other):
        seconds.now += ASKED_EVERY
        assert other.living_day_key(DAY) == key
        seconds.now += BELIEVED_FOR
        with pytest.raises(OperationalError):
            other.living_day_key(DAY)


def test_only_one_waits_for_a_server_that_fails_late(
    keyring_databases: KeyringDatabases, other: DatabaseKeyring, seconds: Seconds
) -> None:
    asked = []

    def fail_late(*_: object) -> None:
        asked.append(seconds.now)
        seconds.now += 2 * ASKED_EVERY

    event.listen(other.engine, "do_connect", fail_late)

    with away(keyring_databases, other):
        seconds.now += ASKED_EVERY
        for _ in range(3):
            assert other.living_day_key(DAY)

    assert len(asked) == 1


def test_keys_open_with_the_root_secret_only_and_each_for_its_own_day(
    in_database: InDatabase,
) -> None:
    keyring = in_database.keyring()
    first, second = keyring.day_key(DAY), keyring.day_key(NEXT)
    with connected(in_database) as connection:
        rows = connection.execute("SELECT sealed FROM day_key").fetchall()
        connection.execute(
            "UPDATE day_key SET sealed = (SELECT sealed FROM day_key WHERE day = '2026-12-22')"
        )

    stored = b"".join(row[0] for row in rows)
    assert first not in stored
    assert second not in stored
    keyring.forget()
    assert keyring.living_day_key(DAY) == first
    with pytest.raises(KeyMissingError):
        keyring.living_day_key(NEXT)


def test_a_table_whose_keys_were_destroyed_is_written_anew(
    in_database: InDatabase,
) -> None:
    keyring = in_database.keyring()
    keyring.day_key(DAY)
    keyring.month_key("2026-11")
    where = (
        "SELECT pg_relation_filenode('day_key'), pg_relation_filenode('month_key'), "
        "pg_relation_size('day_key') + pg_relation_size('month_key')"
    )
    with connected(in_database) as connection, connected(in_database) as older:
        before = connection.execute(where).fetchone()
        # A transaction that could still see the keys keeps none of them on the disk.
        older.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        older.execute("SELECT count(*) FROM keyring")
        keyring.destroy_through(DAY)
        keyring.destroy_month("2026-11")
        after = connection.execute(where).fetchone()

    assert before is not None
    assert after is not None
    assert (after[0] != before[0], after[1] != before[1], after[2]) == (True, True, 0)


def test_a_table_that_is_written_anew_meanwhile_never_looks_empty(
    in_database: InDatabase,
) -> None:
    keyring = in_database.keyring()
    keyring.day_key(DAY)
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'day_key'::regclass"
    with (
        connected(in_database) as writer,
        connected(in_database) as watch,
        ThreadPoolExecutor(1) as pool,
    ):
        writer.execute("BEGIN")
        writer.execute("LOCK TABLE day_key IN ACCESS EXCLUSIVE MODE")
        reading = pool.submit(keyring.days)
        while watch.execute(waits).fetchone() == (0,):
            assert not reading.done()
        living = writer.execute("SELECT day, sealed FROM day_key").fetchall()
        writer.execute("TRUNCATE day_key")
        for row in living:
            writer.execute("INSERT INTO day_key (day, sealed) VALUES (%s, %s)", row)
        writer.execute("COMMIT")

        assert reading.result() == [DAY.isoformat()]


def test_an_error_of_the_server_quotes_no_row(in_database: InDatabase) -> None:
    keyring = in_database.keyring()
    with connected(in_database) as connection:
        connection.execute("ALTER TABLE day_key ADD CHECK (length(sealed) < 5)")

    with pytest.raises(DBAPIError) as failed:
        keyring.day_key(DAY)

    assert str(failed.value).splitlines()[0] == "CheckViolation 23514"
    assert "2026" not in str(failed.value)


def test_a_keyring_belongs_to_one_root_secret(
    in_database: InDatabase, tmp_path: Path
) -> None:
    # One without a key may be given to another.
    late = find_keys(in_database.folder, in_database.url).keyring
    found = open_keys(tmp_path / "another", in_database.url)
    found.keyring.month_key("2026-11")

    for verb in (open_keys, find_keys):
        with pytest.raises(OtherKeysError):
            verb(in_database.folder, in_database.url)
    # A process that has it open, and has not heard of it yet, writes nothing.
    late.require_present()
    for write in (
        partial(late.add_day, DAY, b"k" * 32),
        partial(late.decisions.withdraw, 1),
        partial(late.destroy_through, DAY),
    ):
        with pytest.raises(KeyringGoneError):
            write()
    assert found.keyring.days() == []


def test_what_is_no_keyring_is_neither_used_nor_made_one(
    in_database: InDatabase, keyring_databases: KeyringDatabases
) -> None:
    url = keyring_databases.empty()

    with pytest.raises(KeyringGoneError):
        find_keys(in_database.folder, url)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE visit ()")
    with pytest.raises(NoKeyringError):
        open_keys(in_database.folder, url)


def key_of(place: InDatabase, day: date) -> bytes | None:
    """The day's key as a process gets it; None if the day is destroyed."""
    try:
        return place.keyring().day_key(day)
    except KeyDestroyedError:
        return None


def destroyed(place: InDatabase, day: date) -> None:
    place.keyring().destroy_through(day)


def together(*works: Callable[[], bytes | None]) -> set[bytes | None]:
    """What processes get that begin these works at once, and end by themselves."""
    start, pipes = forking.Barrier(len(works)), []
    for work in works:
        here, there = forking.Pipe(duplex=False)
        forking.Process(target=_say, args=(work, start, there), daemon=True).start()
        there.close()
        pipes.append(here)
    return {pipe.recv() for pipe in pipes}


def _say(work: Callable[[], bytes | None], start: Barrier, pipe: Connection) -> None:
    start.wait(PATIENCE)
    pipe.send(work())


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(30, marks=pytest.mark.whole)], ids=["some", "many"]
)
def test_eight_processes_have_one_key_a_day_and_none_once_it_is_destroyed(
    in_database: InDatabase, rounds: int
) -> None:
    for number in range(rounds):
        # A day that all ask for, and one that is destroyed while they do.
        day, other = (DAY + timedelta(days=days + number) for days in (0, 1000))

        (key,) = together(*[partial(key_of, in_database, day)] * PROCESSES)
        asked = [partial(key_of, in_database, other)] * (PROCESSES - 1)
        together(*asked, partial(destroyed, in_database, other))

        assert key is not None
        assert in_database.keyring().days() == []
        with connected(in_database) as connection:
            connection.execute("UPDATE keyring SET destroyed_through = '0001-01-01'")
