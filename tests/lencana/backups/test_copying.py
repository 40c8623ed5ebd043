"""A backup: whole or not there, without a key, while check-ins go on."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from lencana.backups import copying
from lencana.backups.refusals import BackupRefused
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import NAME, Invite
from visits.keys.bunch import Keys
from visits.store.database import Database
from visits.store.outbox import TrailEntry
from visits.vocabulary.audit import Act, ActorKind


def acts(database: Database) -> list[Act]:
    with database.reading() as store:
        return [entry.act for entry in store.exec(select(TrailEntry))]


def numbers(file: Path) -> set[int]:
    with closing(sqlite3.connect(file)) as copy:
        return {number for (number,) in copy.execute("SELECT id FROM trail")}


def test_a_backup_is_whole_its_owners_alone_and_in_the_trail(
    database: Database, settings: Settings, shelf: Path, invite: Invite
) -> None:
    invite()
    size = copying.back_up(database, settings, Target(shelf / "copy.db"))

    assert list(shelf.iterdir()) == [shelf / "copy.db"]
    assert ((shelf / "copy.db").stat().st_size, stat.S_IMODE((shelf / "copy.db").stat().st_mode)) == (
        size,
        0o600,
    )
    assert acts(database)[-1] is Act.BACKED_UP


def test_no_key_and_no_word_of_a_guest_is_in_a_backup(
    database: Database, settings: Settings, shelf: Path, invite: Invite, keys: Keys
) -> None:
    invite()
    copying.back_up(database, settings, Target(shelf / "copy.db"))

    content = (shelf / "copy.db").read_bytes()
    secrets = [file.read_bytes() for file in keys.keyring.folder.rglob("*.key")]
    assert len(secrets) >= 3
    assert [secret for secret in [*secrets, NAME.encode()] if secret in content] == []


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("shelf/copy.db", "is there already"),
        ("keys/copy.db", "never lies among the keys"),
        ("keys/days/copy.db", "never lies among the keys"),
        ("lencana.db", "is the database itself"),
        ("lencana.db-wal", "is the database itself"),
        ("nowhere/copy.db", "there is no folder"),
        ("shelf", "is no ordinary file"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    database: Database, settings: Settings, shelf: Path, invite: Invite, place: str, why: str
) -> None:
    invite()
    (shelf / "copy.db").write_text("of another day")
    before = acts(database)

    with pytest.raises(BackupRefused, match=why):
        copying.back_up(database, settings, Target(settings.data / place))

    assert [file.read_text() for file in shelf.iterdir()] == ["of another day"]
    assert acts(database) == before


def test_a_link_to_the_keys_is_no_way_around(database: Database, settings: Settings, shelf: Path) -> None:
    (shelf / "link").symlink_to(settings.key_folder)

    with pytest.raises(BackupRefused, match="among the keys"):
        copying.back_up(database, settings, Target(shelf / "link" / "copy.db", replace=True))


def test_a_backup_replaces_another_only_when_it_is_whole(
    database: Database, settings: Settings, shelf: Path
) -> None:
    (shelf / "copy.db").write_text("of another day")
    (shelf / ".copy.db.part").write_text("of one that was killed")

    copying.back_up(database, settings, Target(shelf / "copy.db", replace=True))

    copying.check_whole(shelf / "copy.db")
    assert list(shelf.iterdir()) == [shelf / "copy.db"]


def test_a_damaged_database_makes_no_backup(database: Database, settings: Settings, shelf: Path) -> None:
    database.close()
    with settings.database_file.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)

    with pytest.raises(BackupRefused):
        copying.back_up(database, settings, Target(shelf / "copy.db"))

    assert list(shelf.iterdir()) == []


def test_everything_acknowledged_before_it_began_is_in_it(
    database: Database, settings: Settings, shelf: Path
) -> None:
    acknowledged: list[int] = []
    lost, stop = 0, threading.Event()
    writers = [threading.Thread(target=write, args=(database, acknowledged, stop)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for turn in range(8):
        before = set(acknowledged)
        copying.back_up(database, settings, Target(shelf / f"{turn}.db"))
        lost += len(before - numbers(shelf / f"{turn}.db"))
    stop.set()
    for writer in writers:
        writer.join()

    print(f"8 backups during {len(acknowledged)} commits: {lost} acknowledged rows missing")  # noqa: T201 - a count
    assert (lost, len(acknowledged) > 50) == (0, True)


def write(database: Database, acknowledged: list[int], stop: threading.Event) -> None:
    """Commit after commit, each noted once it is acknowledged."""
    while not stop.is_set():
        with database.transaction() as store:
            entry = TrailEntry(at=store.now, actor=ActorKind.CLOCK, act=Act.TOLD, register_version=1)
            store.add(entry)
            store.flush()
        acknowledged.append(entry.id)
