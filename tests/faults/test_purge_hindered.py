"""A purge hindered by a full disk, a lock or a reader says so; the next run ends it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import func, select

from lencana import command_line
from tests.cast import NAME, Cast, Invite, SettableClock, check_in
from visits.audit.access_log import AccessLog
from visits.erasure import erasure_health, purge
from visits.erasure.purge import DiskIsFull, KeysDiskIsFull, StoreIsLocked
from visits.keys.keyring import open_keys
from visits.store.backends import sqlite as stores
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary.actors import as_host
from visits.vocabulary.erasure import ErasureProblem

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root makes a disk that is soon full"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True
    )
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture
def living(database: Database, cast: Cast, invite: Invite, clock: SettableClock) -> int:
    """Three guests are due, and one is not, whose number this is."""
    for _ in range(3):
        check_in(database, cast.kiosk, invite())
    clock.forward(days=31)
    return invite(day=clock.now.date().replace(day=25)).id


def filled(folder: Path) -> Path:
    """A file that takes all the room there is."""
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1024))
        except OSError:
            return folder / "filler"


def lives(database: Database, visit_id: int) -> bool:
    with database.reading() as store:
        return (
            envelopes.read_one(store, visit_id, ["name"], as_host(1)).name.reveal()
            == NAME
        )


def visits(database: Database) -> int:
    with database.reading() as store:
        return store.exec(select(func.count()).select_from(Visit)).one()


def ailments(database: Database) -> list[ErasureProblem]:
    with database.reading() as store:
        return erasure_health.problems(store)


def said(what: str, before: int, after: int) -> None:
    sys.stdout.write(
        f"\n{what}: {before} visits were left, and after the next run {after}\n"
    )


@needs_root
def test_a_full_disk_stops_forgetting_with_a_word_and_room_ends_it(
    database: Database, living: int, tmp_path: Path, small_disk: Path
) -> None:
    database.empty_log()
    shutil.copy(tmp_path / "lencana.db", small_disk)
    on_it = Database(
        f"sqlite:///{small_disk / 'lencana.db'}",
        database.keys,
        database.clock,
        AccessLog().add,
    )
    visits(on_it)
    filler = filled(small_disk)
    with pytest.raises(DiskIsFull):
        purge.purge(on_it)
    before = visits(on_it)
    assert (before, lives(on_it, living)) == (4, True)

    filler.unlink()
    purge.purge(on_it)

    said("full disk", before, visits(on_it))
    assert (visits(on_it), lives(on_it, living)) == (1, True)
    on_it.close()


@needs_root
def test_a_full_disk_of_the_keys_leaves_rows_gone_and_the_keys_to_the_next_run(
    database: Database, living: int, tmp_path: Path, small_disk: Path
) -> None:
    shutil.copytree(tmp_path / "keys", small_disk / "keys")
    on_it = Database(
        f"sqlite:///{tmp_path / 'lencana.db'}",
        open_keys(small_disk / "keys"),
        database.clock,
        AccessLog().add,
    )
    filler = filled(small_disk)
    with pytest.raises(KeysDiskIsFull):
        purge.purge(on_it)
    before, keys = visits(on_it), len(on_it.keys.keyring.days())

    filler.unlink()
    destroyed = purge.purge(on_it).days

    said(
        f"full disk of the keys, {keys} keys were left, {destroyed} destroyed later",
        before,
        visits(on_it),
    )
    assert (before, destroyed, lives(on_it, living)) == (1, 2, True)
    on_it.close()


def test_a_lock_of_another_program_stops_forgetting_with_a_word(
    database: Database, living: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BUSY_MS", 20)
    database.close()
    with closing(
        sqlite3.connect(tmp_path / "lencana.db", isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreIsLocked):
            purge.purge(database)
    before = visits(database)

    purge.purge(database)

    said("lock", before, visits(database))
    assert (before, visits(database), lives(database, living)) == (4, 1, True)


def test_a_reader_keeps_the_log_until_it_has_read_and_health_says_so(
    database: Database, living: int, clock: SettableClock, tmp_path: Path
) -> None:
    log = tmp_path / "lencana.db-wal"
    with closing(
        sqlite3.connect(tmp_path / "lencana.db", isolation_level=None)
    ) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM visit").fetchone()
        assert purge.purge(database).is_blocked
        kept = log.stat().st_size
        clock.forward(minutes=119)
        assert (ailments(database), kept > 0) == ([], True)
        clock.forward(minutes=1)
        assert (ailments(database), purge.purge(database).is_blocked) == (
            [ErasureProblem.LOG_BLOCKED],
            True,
        )

    assert not purge.purge(database).is_blocked

    sys.stdout.write(
        f"\nreader: the log kept {kept} bytes, and then {log.stat().st_size}\n"
    )
    assert (ailments(database), log.stat().st_size, lives(database, living)) == (
        [],
        0,
        True,
    )


def test_the_command_says_what_was_in_its_way(
    database: Database,
    living: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert lives(database, living)
    database.close()
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path))
    monkeypatch.setattr(stores, "BUSY_MS", 20)
    with closing(
        sqlite3.connect(tmp_path / "lencana.db", isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        code = command_line.main(["purge"])

    assert (
        code,
        "another program keeps the database locked" in capsys.readouterr().err.lower(),
    ) == (1, True)
