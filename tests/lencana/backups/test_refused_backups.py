"""What cannot be put back is said in one sentence each, and nothing is changed."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest

from lencana import installation
from lencana.backups import BackupRefused, restoring
from lencana.backups.restoring import RestoreRequest
from lencana.servers import NotReadyError
from lencana.settings import Settings
from tests.cast import Invite, SettableClock
from tests.lencana.backups.conftest import BackUp, Other
from visits.keys.keyring import open_keys
from visits.store.database import Database


def sql(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def scribbled_over(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096 * 5)
        opened.write(b"\xff" * 4096 * 3)


def without_header(file: Path) -> None:
    file.write_bytes(b"Dear diary, today I was a text file." * 50)


def of_keys(file: Path) -> None:
    file.write_bytes(b"lencana keys 1\n" + bytes(99))


def anothers(file: Path) -> None:
    file.unlink()
    sql(file, "CREATE TABLE recipes (name TEXT)")


def newer(file: Path) -> None:
    sql(file, "UPDATE alembic_version SET version_num = '9999'")


def gossiping(file: Path) -> None:
    sql(file, "ALTER TABLE visit ADD COLUMN note TEXT")


BAD: list[tuple[Callable[[Path], None], str]] = [
    (cut, "is damaged: take another backup"),
    (scribbled_over, "is damaged: take another backup"),
    (without_header, "is no backup of a database"),
    (of_keys, "is a copy of keys: give it with --keys"),
    (anothers, "is another program's database"),
    (newer, "is of a newer program"),
    (gossiping, r"columns that nobody declared: visit\.note"),
    (Path.unlink, "cannot be read"),
]


def state(folder: Path) -> dict[str, bytes]:
    """Every file of the installation, as it is on the disk."""
    return {
        str(file): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("spoil", "why"), BAD)
def test_a_bad_backup_is_a_sentence_and_changes_nothing(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    clock: SettableClock,
    spoil: Callable[[Path], None],
    why: str,
) -> None:
    invite()
    file = back_up("copy.db")
    database.close()
    spoil(file)
    before = state(settings.data)

    with pytest.raises(Exception, match=why):
        restoring.restore(settings, RestoreRequest(file, replace=True), clock)

    assert state(settings.data) == before


def test_a_database_that_is_there_stays_unless_told(
    database: Database, settings: Settings, back_up: BackUp, clock: SettableClock
) -> None:
    file = back_up("copy.db")
    database.close()
    before = state(settings.data)

    with pytest.raises(BackupRefused, match="--replace"):
        restoring.restore(settings, RestoreRequest(file), clock)
    with pytest.raises(BackupRefused, match="the database itself"):
        restoring.restore(
            settings, RestoreRequest(settings.database_file, replace=True), clock
        )

    assert state(settings.data) == before


def test_a_house_that_is_open_is_not_replaced(
    settings: Settings, back_up: BackUp, clock: SettableClock
) -> None:
    file = back_up("copy.db")

    with (
        installation.open_database(settings, clock),
        pytest.raises(NotReadyError, match="stop `lencana serve` first"),
    ):
        restoring.restore(settings, RestoreRequest(file, replace=True), clock)


def test_a_database_that_another_program_has_open_is_not_replaced(
    database: Database, settings: Settings, back_up: BackUp, clock: SettableClock
) -> None:
    file = back_up("copy.db")

    wish = RestoreRequest(file, replace=True)
    with database.reading() as store:
        store.connection()
        with pytest.raises(
            BackupRefused, match="another program has the database open"
        ):
            restoring.restore(settings, wish, clock)


def test_keys_of_another_installation_open_no_backup(
    back_up: BackUp, other: Other
) -> None:
    file = back_up("copy.db")
    open_keys(other.settings.key_folder)

    with pytest.raises(
        BackupRefused, match="another installation's: nothing in this backup opens"
    ):
        restoring.restore(other.settings, RestoreRequest(file), other.clock)


def test_without_keys_nothing_is_put_back(back_up: BackUp, other: Other) -> None:
    with pytest.raises(BackupRefused, match=r"root\.key is not in .*--keys"):
        restoring.restore(
            other.settings, RestoreRequest(back_up("copy.db")), other.clock
        )

    assert not other.settings.database_file.exists()


def test_a_backup_of_days_ago_asks_for_the_date(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    clock: SettableClock,
) -> None:
    invite()
    file = back_up("copy.db")
    database.close()
    clock.forward(days=3)
    today = clock().astimezone(UTC).date()

    with pytest.raises(BackupRefused, match=f"--today {today}"):
        restoring.restore(settings, RestoreRequest(file, replace=True), clock)
    restoring.restore(settings, RestoreRequest(file, replace=True, today=today), clock)


def test_a_clock_that_is_behind_the_backup_is_to_be_set(
    database: Database,
    settings: Settings,
    back_up: BackUp,
    invite: Invite,
    clock: SettableClock,
) -> None:
    invite()
    file = back_up("copy.db")
    database.close()
    clock.forward(days=-3)

    with pytest.raises(BackupRefused, match="set this machine's clock first"):
        restoring.restore(settings, RestoreRequest(file, replace=True), clock)
