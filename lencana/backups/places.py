"""Where a restore puts a backup: a draft beside the live database, swapped in when it is ready."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lencana.backups import BackupRefused, examining
from lencana.installation import BESIDE
from visits.keys.files import sync_folder

IN_USE = {"SQLITE_BUSY", "SQLITE_LOCKED"}
"""The errors by which SQLite says that another program has the database open."""


@dataclass(frozen=True)
class ReplacedDatabase:
    """What could be read of it; the defaults if it is damaged or missing."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    """The last row number of each table: the audit log names visits by it, so none is reused."""
    destroyed_through: date = date.min


def read_replaced(database: Path) -> ReplacedDatabase:
    """Read the last numbers and the last destroyed day from the database in this file.

    Decisions made since the backup are not read here: they are in the decision log.
    """
    if not database.exists():
        return ReplacedDatabase()
    # No waiting (0): the data folder is locked by now, so nobody of ours has it open.
    with closing(sqlite3.connect(database, timeout=0)) as live:
        destroyed = _rows(live, "SELECT destroyed_through FROM purge")
        return ReplacedDatabase(
            numbers=dict(_rows(live, "SELECT name, seq FROM sqlite_sequence")),
            destroyed_through=max(
                (date.fromisoformat(day) for (day,) in destroyed), default=date.min
            ),
        )


def _rows(live: sqlite3.Connection, statement: str) -> list[Any]:
    try:
        return live.execute(statement).fetchall()
    # Damage is often why it is replaced, and must not keep the backup from being restored.
    except sqlite3.DatabaseError:
        return []


class Place(ABC):
    """The place of one installation's database."""

    @abstractmethod
    def is_taken(self) -> bool:
        """Return whether there is a database already."""

    @abstractmethod
    def named(self) -> str:
        """Return what an operator calls the database; no password is in it."""

    @abstractmethod
    def refuse_itself(self, file: Path) -> None:
        """Raise BackupRefused if the file is the database itself."""

    @abstractmethod
    def refusing(self) -> AbstractContextManager[None]:
        """Raise BackupRefused in place of what a server says when it fails."""

    @contextmanager
    @abstractmethod
    def draft(self) -> Iterator[str]:
        """Yield the URL of the draft; what is left of it is deleted after the block."""

    @abstractmethod
    def take_in(self, file: Path) -> None:
        """Fill the draft from a backup, checked; raises BackupRefused."""

    @abstractmethod
    def replaced(self) -> ReplacedDatabase:
        """Return what the backup must not forget of the database that it replaces."""

    @abstractmethod
    def swap(self) -> None:
        """Put the draft in the database's place; a crash leaves one of the two, whole.

        Raises BackupRefused while a program has the database open.
        """


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
        return read_replaced(self._live)

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
