"""Checks a backup before it is restored: undamaged, ours, and not of a newer program."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlmodel import func, select

from lencana.backups import BackupRefused, copying, manifest
from visits.keys import passphrase
from visits.store import schema
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.system_state import Purge

HEADER = b"SQLite format 3\x00"
"""How every SQLite database begins (https://www.sqlite.org/fileformat2.html, 1.3.1)."""
SERVER_HEADER = b"PGDMP"
"""How every archive of pg_dump's custom format begins."""


def take_in(file: Path, draft: Path) -> None:
    """Copy the database in `file` to `draft`, into one file, and check it; `file` stays as it is.

    Raises BackupRefused if it is damaged, not ours, or of a newer program.
    """
    check_kind(file, HEADER)
    # Who copied the file of a running installation by hand has its last commits in the `-wal`.
    for end in ("", "-wal"):
        part = file.with_name(file.name + end)
        if part.exists():
            copy = draft.with_name(draft.name + end)
            # Made before it is filled, so that no other user can read guests' data meanwhile.
            copy.touch(0o600)
            shutil.copyfile(part, copy)
    try:
        in_one_file(draft)
        copying.check_whole(draft)
        revision = _revision(draft)
    except (sqlite3.DatabaseError, BackupRefused):
        raise BackupRefused(f"{file} is damaged: take another backup") from None
    check_revision(file, revision)
    manifest.check(file, draft)


def check_revision(file: Path, revision: str | None) -> None:
    """Raise BackupRefused unless this program knows the revision of the database in the file."""
    if revision is None:
        raise BackupRefused(f"{file} is another program's database")
    if not schema.knows(revision):
        raise BackupRefused(
            f"{file} is of a newer program: install the version that made it"
        )


def in_one_file(database: Path) -> None:
    """Write the database's write-ahead log into the database itself.

    Raises sqlite3.DatabaseError, at once, if another program has it open.
    """
    # Leaving WAL mode checkpoints the log and needs the exclusive lock: both are wanted here.
    with closing(
        sqlite3.connect(database, timeout=0, isolation_level=None)
    ) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()


def made_at(store: Store) -> datetime | None:
    """Return the newest moment recorded in the backup; None if it records none."""
    # A file's own time changes with each copy, so the rows are asked.
    row = store.get(Purge, 1)
    newest = store.exec(select(func.max(AuditEntry.at))).one()
    return max(
        [moment for moment in (row.seen_at if row else None, newest) if moment],
        default=None,
    )


def check_kind(file: Path, header: bytes) -> None:
    """Raise BackupRefused unless the file begins as this kind of backup does."""
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(HEADER))
    except OSError:
        raise BackupRefused(f"{file} cannot be read") from None
    if passphrase.is_sealed(beginning):
        raise BackupRefused(
            f"{file} is a copy of keys: give it with --keys, and the database with --from"
        )
    if not beginning.startswith(header):
        raise BackupRefused(f"{file} is no backup of a database")


def _revision(draft: Path) -> str | None:
    with closing(sqlite3.connect(draft)) as connection:
        # Another program's database has no such table, which is no damage.
        is_there = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        if connection.execute(is_there).fetchone() is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None
