"""The copy of a live database: consistent, whole, checked, and made while check-ins go on."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from lencana.backups import manifest, targets
from lencana.backups.refusals import BackupRefused
from lencana.backups.targets import Target
from lencana.settings import Settings
from visits.audit import entries
from visits.store.database import Database
from visits.vocabulary import actors
from visits.vocabulary.audit import Act

BUSY_SECONDS = 30.0
SOUND = [("ok",)]


def back_up(database: Database, settings: Settings, target: Target) -> int:
    """The target holds everything that was acknowledged before, and nothing deleted; says how many bytes.

    It never holds a key. The trail says that it was made. Refuses `BackupRefused`, and nothing is there then.
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
            f"the database could not be copied: {said(problem)}"
        ) from None
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.BACKED_UP)
    return target.file.stat().st_size


def check_whole(file: Path) -> None:
    """`BackupRefused` unless SQLite finds no fault in the file, which is not changed."""
    with closing(
        sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True)
    ) as copy:
        if copy.execute("PRAGMA integrity_check(1)").fetchall() != SOUND:
            raise BackupRefused(
                "the copy is damaged: look after the disk, and try again"
            )
        if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BackupRefused(
                "the copy does not fit together: look after the disk, and try again"
            )


def said(problem: sqlite3.Error) -> str:
    """What SQLite says, without anything that a row holds."""
    name = getattr(problem, "sqlite_errorname", "")
    known = {
        "SQLITE_FULL": "the disk is full",
        "SQLITE_BUSY": "it is in use",
        "SQLITE_NOTADB": "it is none",
    }
    return known.get(
        name, f"it is damaged, or cannot be read ({name or type(problem).__name__})"
    )


def _vacuum(database: Path, draft: Path) -> None:
    with closing(
        sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)
    ) as live:
        live.execute("VACUUM INTO ?", (os.fspath(draft),))
