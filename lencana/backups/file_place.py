"""The place of an embedded database: a file in the folder of the data."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from lencana.backups import BackupRefused, examining, replaced_database
from lencana.backups.places import Place
from lencana.backups.replaced_database import ReplacedDatabase
from lencana.installation import BESIDE
from visits.keys.files import sync_folder

IN_USE = {"SQLITE_BUSY", "SQLITE_LOCKED"}
"""The errors by which SQLite says that another program has the database open."""


class FilePlace(Place):
    """A file of SQLite's, and the draft beside it."""

    def __init__(self, live: Path) -> None:
        self._live = live
        # Beside it: renaming is atomic within one file system only.
        self._draft = live.with_name(f".{live.name}.restoring")

    def is_taken(self) -> bool:
        return self._live.exists()

    def named(self) -> str:
        return str(self._live)

    def refuse_itself(self, file: Path) -> None:
        if self._live.exists() and file.exists() and self._live.samefile(file):
            raise BackupRefused("that is the database itself, and no backup of it")

    def refusing(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def draft(self) -> Iterator[str]:
        # A restore that was killed may have left its draft, whose `-wal` must not meet the new one.
        _remove(self._draft)
        try:
            yield f"sqlite:///{self._draft}"
        finally:
            _remove(self._draft)

    def take_in(self, file: Path) -> None:
        examining.take_in(file, self._draft)

    def replaced(self) -> ReplacedDatabase:
        return replaced_database.read(self._live)

    def swap(self) -> None:
        # One file over one file: a rename cannot move a database and its `-wal` together.
        examining.in_one_file(self._draft)
        with self._draft.open("rb") as file:
            os.fsync(file.fileno())
        _close_replaced(self._live)
        self._draft.replace(self._live)
        sync_folder(self._live.parent)


def _close_replaced(live: Path) -> None:
    """Empty and delete the old database's write-ahead log.

    SQLite would read a log that lies beside another database into that one.
    """
    if not live.exists():
        return
    # Emptied into the database before it is deleted: a crash here must leave the old one whole.
    try:
        examining.in_one_file(live)
    except sqlite3.DatabaseError as problem:
        if problem.sqlite_errorname in IN_USE:
            raise BackupRefused(
                "another program has the database open: end it first"
            ) from None
        # Any other error means damage, which may be why it is replaced: its log helps nobody.
    for end in BESIDE[1:]:
        live.with_name(live.name + end).unlink(missing_ok=True)
    # On the disk before the swap: a log that came back after a power cut would meet the draft.
    sync_folder(live.parent)


def _remove(draft: Path) -> None:
    for end in BESIDE:
        draft.with_name(draft.name + end).unlink(missing_ok=True)
