"""The swap: one file in the place of another, and no write-ahead log of the one beside the other."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lencana.backups import examining
from lencana.backups.refusals import BackupRefused
from lencana.installation import BESIDE
from visits.keys.files import sync_folder

IN_USE = {"SQLITE_BUSY", "SQLITE_LOCKED"}


@contextlib.contextmanager
def draft_beside(live: Path) -> Iterator[Path]:
    """A name beside the database for the work on its successor; nothing of it is left in the end."""
    draft = live.with_name(f".{live.name}.restoring")
    _remove(draft)
    try:
        yield draft
    finally:
        _remove(draft)


def swap(draft: Path, live: Path) -> None:
    """The draft is the database, on the disk itself; a crash leaves the old one or it.

    Refuses `BackupRefused` while a program has the database open.
    """
    examining.in_one_file(draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    _close(live)
    draft.replace(live)
    sync_folder(live.parent)


def _close(live: Path) -> None:
    """What the old database's write-ahead log holds is in it: a log must never meet another's database."""
    if not live.exists():
        return
    try:
        examining.in_one_file(live)
    except sqlite3.DatabaseError as problem:
        if problem.sqlite_errorname in IN_USE:
            raise BackupRefused(
                "another program has the database open: end it first"
            ) from None
        # It is damaged, which is why it is replaced: its log is of no use to anybody.
    for end in BESIDE[1:]:
        live.with_name(live.name + end).unlink(missing_ok=True)
    sync_folder(live.parent)


def _remove(draft: Path) -> None:
    for end in BESIDE:
        draft.with_name(draft.name + end).unlink(missing_ok=True)
