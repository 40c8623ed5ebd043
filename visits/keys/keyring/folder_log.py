"""The decision log as a file of lines beside the keys."""

import contextlib
import fcntl
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from visits.keys.decision_log import (
    AnyDecision,
    DecisionLog,
    LoggedCorrection,
    as_line,
    from_line,
    merged,
    needed,
)
from visits.keys.files import make_folder, replace_wiping, sync_folder

LOG = "decisions"
SEALED = b'"kind":"correction"'
"""Stands in each line that holds a guest's words, though sealed."""


class FolderDecisionLog(DecisionLog):
    """The log in a folder of keys. Several processes may use it, one at a time by a lock file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / LOG

    def append(self, entries: Sequence[AnyDecision]) -> None:
        if not entries:
            return
        with self._locked():
            self._append(entries)

    def withdraw(self, number: int) -> None:
        with self._locked():
            # As bytes, not entries: if what stays is how the file begins, it is only cut off.
            lines = self.file.read_bytes().splitlines(keepends=True)
            remaining = b"".join(
                line
                for line in lines
                if (entry := from_line(line)) is None or entry.number != number
            )
            self._shorten(remaining)

    def merge(self, entries: Iterable[AnyDecision]) -> None:
        with self._locked():
            logged = self._read()
            together = merged(logged, entries)
            if len(together) > len(logged):
                self._write(together)

    def entries(self) -> list[AnyDecision]:
        if not self.file.exists():
            return []
        with self._locked():
            return list(dict.fromkeys(self._read()))

    def compact(self, through: date = date.min) -> int:
        if not self.file.exists():
            return 0
        with self._locked():
            logged = self._read()
            remaining = list(needed(logged, through))
            if len(remaining) < len(logged):
                self._write(remaining)
            return len(logged) - len(remaining)

    def drop_sealed_of(self, visits: Collection[bytes]) -> None:
        # Looked at as bytes first: parsing every line for each erasure would be slow.
        if not self.file.exists() or SEALED not in self.file.read_bytes():
            return
        if any(
            isinstance(entry, LoggedCorrection) and entry.visit in visits
            for entry in self.entries()
        ):
            self.compact()

    def _read(self) -> list[AnyDecision]:
        if not self.file.exists():
            return []
        lines = self.file.read_bytes().split(b"\n")
        return [entry for line in lines if (entry := from_line(line))]

    def _write(self, entries: Iterable[AnyDecision]) -> None:
        # Wiping: the old file holds sealed words of guests whose entries are dropped.
        lines = "".join(f"{as_line(entry)}\n" for entry in entries)
        replace_wiping(self.file, lines.encode())

    def _shorten(self, content: bytes) -> None:
        if not self.file.read_bytes().startswith(content):
            replace_wiping(self.file, content)
            return
        # Nothing was written after them. Truncating works on a full disk too, and a full disk
        # is a likely reason for a commit that failed.
        with self.file.open("r+b") as file:
            file.truncate(len(content))
            os.fsync(file.fileno())

    def _append(self, entries: Iterable[AnyDecision]) -> None:
        lines = "".join(f"{as_line(entry)}\n" for entry in entries)
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            # A line that a crash cut short was never acknowledged: it is written over.
            file.truncate(_end_of_whole_lines(file))
            file.seek(0, os.SEEK_END)
            file.write(lines.encode())
            file.flush()
            # The caller commits next: what is committed must be in the log after a power cut.
            os.fsync(file.fileno())
        # The first entry makes the file, whose name must be on the disk too.
        sync_folder(self.file.parent)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        # Readers lock too, since a replaced file is overwritten while they might still read it.
        # A file of its own is locked: the log itself is replaced by another one.
        make_folder(self.file.parent)
        handle = os.open(
            self.file.with_name(f".{LOG}.lock"), os.O_WRONLY | os.O_CREAT, 0o600
        )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _end_of_whole_lines(file: BinaryIO) -> int:
    end = file.seek(0, os.SEEK_END)
    if not end or os.pread(file.fileno(), 1, end - 1) == b"\n":
        return end
    file.seek(0)
    return file.read().rfind(b"\n") + 1
