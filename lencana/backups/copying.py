"""Backs up a live database: a consistent, checked copy, made while check-ins go on."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from lencana.backups import BackupRefused, manifest, targets
from lencana.backups.targets import Target
from lencana.settings import Settings
from visits.audit import entries
from visits.store.database import Database
from visits.vocabulary import actors
from visits.vocabulary.audit import Act

BUSY_SECONDS = 30.0
"""How long the copy waits for a lock: a backup may be slow, but should not fail at a busy hour."""
SOUND = [("ok",)]
"""The only row of `PRAGMA integrity_check` for a database without fault."""


def back_up(database: Database, settings: Settings, target: Target) -> int:
    """Copy everything committed so far into the target, note it in the audit log; return the size.

    The size is in bytes. The copy holds no deleted data and no key. Raises BackupRefused, and
    then leaves no new file.
    """
    try:
        with targets.written(target, settings) as draft:
            _vacuum(settings.database_file, draft)
            check_whole(draft)
            about = manifest.content(draft)
            # Before the new backup takes its place: it must never lie beside an older manifest.
            manifest.remove(target.file)
        manifest.write(target.file, about)
    except sqlite3.Error as problem:
        raise BackupRefused(
            f"the database could not be copied: {reason(problem)}"
        ) from None
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.BACKED_UP)
    return target.file.stat().st_size


def check_whole(file: Path) -> None:
    """Raise BackupRefused if SQLite finds a fault in the file; the file is not changed."""
    # immutable: nobody else writes the copy, so SQLite needs no lock and no file beside it.
    source = f"file:{quote(str(file))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(source, uri=True)) as copy:
        # One fault is enough to refuse; looking for all of them would take longer.
        if copy.execute("PRAGMA integrity_check(1)").fetchall() != SOUND:
            raise BackupRefused(
                "the copy is damaged: look after the disk, and try again"
            )
        if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BackupRefused(
                "the copy does not fit together: look after the disk, and try again"
            )


def reason(problem: sqlite3.Error) -> str:
    """Return why SQLite failed, in words that quote nothing of a row."""
    # By the error's name: the text of an SQLite error may quote a value.
    name = getattr(problem, "sqlite_errorname", "")
    sentences = {
        "SQLITE_FULL": "the disk is full",
        "SQLITE_BUSY": "it is in use",
        "SQLITE_NOTADB": "it is none",
    }
    return sentences.get(
        name, f"it is damaged, or cannot be read ({name or type(problem).__name__})"
    )


def _vacuum(database: Path, draft: Path) -> None:
    # Autocommit (None): VACUUM cannot run inside a transaction. It copies live rows only, so
    # that what was deleted is not carried along in free pages, as a copy of the file would do.
    with closing(
        sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)
    ) as live:
        live.execute("VACUUM INTO ?", (os.fspath(draft),))
