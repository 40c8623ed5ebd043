"""A backup: whole or not there, without a key, while check-ins go on."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from lencana.backups import BackupRefused, copying
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import NAME, Invite
from visits.keys.keyring import Keys
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.vocabulary.audit import Act, ActorKind


def acts(database: Database) -> list[Act]:
    with database.reading() as store:
        return [entry.act for entry in store.exec(select(AuditEntry))]


def numbers(file: Path) -> set[int]:
    with closing(sqlite3.connect(file)) as copy:
        return {number for (number,) in copy.execute("SELECT id FROM auditentry")}


def test_a_backup_is_whole_its_owners_alone_and_in_the_audit_log(
    database: Database, settings: Settings, retention_class: Path, invite: Invite
) -> None:
    invite()
    size = copying.back_up(database, settings, Target(retention_class / "copy.db"))

    assert list(retention_class.iterdir()) == [retention_class / "copy.db"]
    assert (
        (retention_class / "copy.db").stat().st_size,
        stat.S_IMODE((retention_class / "copy.db").stat().st_mode),
    ) == (
        size,
        0o600,
    )
    assert acts(database)[-1] is Act.BACKED_UP


def test_no_key_and_no_word_of_a_guest_is_in_a_backup(
    database: Database,
    settings: Settings,
    retention_class: Path,
    invite: Invite,
    keys: Keys,
) -> None:
    invite()
    copying.back_up(database, settings, Target(retention_class / "copy.db"))

    content = (retention_class / "copy.db").read_bytes()
    secrets = [file.read_bytes() for file in keys.keyring.folder.rglob("*.key")]
    assert len(secrets) >= 3
    assert [secret for secret in [*secrets, NAME.encode()] if secret in content] == []


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("copies/copy.db", "is there already"),
        ("keys/copy.db", "never lies among the keys"),
        ("keys/days/copy.db", "never lies among the keys"),
        ("lencana.db", "is the database itself"),
        ("lencana.db-wal", "is the database itself"),
        ("nowhere/copy.db", "there is no folder"),
        ("copies", "is no ordinary file"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    database: Database,
    settings: Settings,
    retention_class: Path,
    invite: Invite,
    place: str,
    why: str,
) -> None:
    invite()
    (retention_class / "copy.db").write_text("of another day")
    before = acts(database)

    with pytest.raises(BackupRefused, match=why):
        copying.back_up(database, settings, Target(settings.data / place))

    assert [file.read_text() for file in retention_class.iterdir()] == [
        "of another day"
    ]
    assert acts(database) == before


def test_a_link_to_the_keys_is_no_way_around(
    database: Database, settings: Settings, retention_class: Path
) -> None:
    (retention_class / "link").symlink_to(settings.key_folder)

    with pytest.raises(BackupRefused, match="among the keys"):
        copying.back_up(
            database,
            settings,
            Target(retention_class / "link" / "copy.db", replace=True),
        )


def test_a_backup_replaces_another_only_when_it_is_whole(
    database: Database, settings: Settings, retention_class: Path
) -> None:
    (retention_class / "copy.db").write_text("of another day")
    (retention_class / ".copy.db.part").write_text("of one that was killed")

    copying.back_up(
        database, settings, Target(retention_class / "copy.db", replace=True)
    )

    copying.check_whole(retention_class / "copy.db")
    assert list(retention_class.iterdir()) == [retention_class / "copy.db"]


def test_a_damaged_database_makes_no_backup(
    database: Database, settings: Settings, retention_class: Path
) -> None:
    database.close()
    with settings.database_file.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)

    with pytest.raises(BackupRefused):
        copying.back_up(database, settings, Target(retention_class / "copy.db"))

    assert list(retention_class.iterdir()) == []


def test_everything_acknowledged_before_it_began_is_in_it(
    database: Database, settings: Settings, retention_class: Path
) -> None:
    acknowledged: list[int] = []
    lost, stop = 0, threading.Event()
    writers = [
        threading.Thread(target=write, args=(database, acknowledged, stop))
        for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    for turn in range(8):
        before = set(acknowledged)
        copying.back_up(database, settings, Target(retention_class / f"{turn}.db"))
        lost += len(before - numbers(retention_class / f"{turn}.db"))
    stop.set()
    for writer in writers:
        writer.join()

    print(  # noqa: T201 - a count
        f"8 backups during {len(acknowledged)} commits: {lost} acknowledged rows missing"
    )
    assert (lost, len(acknowledged) > 50) == (0, True)


def write(database: Database, acknowledged: list[int], stop: threading.Event) -> None:
    """Commit after commit, each noted once it is acknowledged."""
    while not stop.is_set():
        with database.transaction() as store:
            entry = AuditEntry(
                at=store.now,
                actor=ActorKind.CLOCK,
                act=Act.DISCLOSED,
                register_version=1,
            )
            store.add(entry)
            store.flush()
        acknowledged.append(entry.id)
