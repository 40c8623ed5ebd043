"""The manifest beside a backup: a log that was rewritten in the backup is not put back."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lencana.backups import BackupRefused, copying, examining, manifest
from lencana.backups.targets import Target
from lencana.proof.files import FileRole, kind
from lencana.settings import Settings
from tests.cast import SettableClock
from tests.visits.audit.tampering import minutes, seal, verified, write
from visits.store.database import Database


@pytest.fixture
def backup(
    database: Database, settings: Settings, tmp_path: Path, clock: SettableClock
) -> Path:
    """A backup of a database whose audit log is sealed."""
    minutes(database, clock, 3, 2)
    (tmp_path / "backups").mkdir()
    file = tmp_path / "backups" / "copy.db"
    copying.back_up(database, settings, Target(file))
    return file


def take_in(backup: Path) -> None:
    examining.take_in(backup, backup.with_name("draft"))


def test_it_says_where_the_audit_log_of_the_backup_ends(
    backup: Path, database: Database
) -> None:
    told = json.loads(manifest.beside(backup).read_bytes())["audit_head"]

    assert (told["digest"], told["entries"]) == (verified(database).head, 5)
    assert manifest.beside(backup).stat().st_mode & 0o077 == 0
    content = manifest.beside(backup).read_bytes()
    assert kind(FileRole.BACKUPS, "any", content) == "manifest of a backup"
    take_in(backup)


@pytest.mark.parametrize(
    "rewritten",
    [
        "UPDATE auditseal SET digest = zeroblob(32) WHERE id = 2",
        "DELETE FROM auditseal WHERE id = 2",
        "DELETE FROM auditseal",
    ],
)
def test_a_backup_with_another_head_is_refused(backup: Path, rewritten: str) -> None:
    with closing(sqlite3.connect(backup)) as copy, copy:
        copy.execute(rewritten)

    with pytest.raises(
        BackupRefused, match=r"does not end as copy\.db\.manifest\.json"
    ):
        take_in(backup)


def test_a_backup_without_its_manifest_is_put_back_all_the_same(backup: Path) -> None:
    manifest.remove(backup)

    take_in(backup)


def test_a_backup_that_replaces_another_has_a_manifest_of_its_own(
    backup: Path, database: Database, settings: Settings
) -> None:
    before = manifest.beside(backup).read_bytes()
    write(database, 1)
    seal(database)
    copying.back_up(database, settings, Target(backup, replace=True))

    assert manifest.beside(backup).read_bytes() != before
    take_in(backup)
