"""The erasure log: which visits were erased early, so that an older backup brings none of them back."""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from visits.keys.files import make_folder, replace, sync_folder

LOG = "erasures"


@dataclass(frozen=True)
class Erased:
    """A visit that is gone, by the digest of its public id, and the last day that could open a copy of it."""

    digest: bytes
    last_day: date


class Erasures:
    """A file of lines beside the keys, outside the database and its backups; of a guest it holds no value."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / LOG

    def add(self, public_id: str, last_day: date) -> None:
        """The visit's erasure is on the disk itself, until the key of `last_day` is destroyed."""
        self.merge([Erased(digest_of(public_id), last_day)])

    def add_all(self, gone: Mapping[str, date]) -> None:
        """So are all of these, by public id, with one write; what is known already is written again."""
        lines = "".join(
            _line(Erased(digest_of(name), last_day)) for name, last_day in gone.items()
        )
        if lines:
            with self._alone():
                self._append(lines)

    def merge(self, erased: list[Erased]) -> None:
        """What is not known yet is on the disk itself."""
        with self._alone():
            known = set(self._read())
            lines = "".join(_line(one) for one in erased if one not in known)
            if lines:
                self._append(lines)

    def digests(self) -> frozenset[bytes]:
        """The digests of every visit that must not come back."""
        return frozenset(one.digest for one in self._read())

    def entries(self) -> list[Erased]:
        """Every entry once, in the order of their coming."""
        return list(dict.fromkeys(self._read()))

    def drop_through(self, day: date) -> int:
        """Entries of `day` and before are gone: no key opens a copy of them now. Says how many."""
        if not self.file.exists():
            return 0
        with self._alone():
            known = self._read()
            kept = [one for one in known if one.last_day > day]
            if len(kept) < len(known):
                replace(self.file, "".join(_line(one) for one in kept).encode())
            return len(known) - len(kept)

    def _read(self) -> list[Erased]:
        if not self.file.exists():
            return []
        return [
            one
            for line in self.file.read_text("ascii", "replace").split("\n")
            if (one := _parsed(line))
        ]

    def _append(self, lines: str) -> None:
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            end = file.seek(0, os.SEEK_END)
            # A crash may have torn the last line: what follows begins on one of its own.
            torn = end > 0 and os.pread(file.fileno(), 1, end - 1) != b"\n"
            file.write(b"\n" * torn + lines.encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.file.parent)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        make_folder(self.file.parent)
        handle = os.open(
            self.file.with_name(f".{LOG}.lock"), os.O_WRONLY | os.O_CREAT, 0o600
        )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def digest_of(public_id: str) -> bytes:
    """How the log knows a visit."""
    return hashlib.sha256(public_id.encode()).digest()


def _line(one: Erased) -> str:
    return f"{one.last_day.isoformat()} {one.digest.hex()}\n"


def _parsed(line: str) -> Erased | None:
    day, _, digest = line.partition(" ")
    try:
        found = Erased(bytes.fromhex(digest), date.fromisoformat(day))
    except ValueError:
        return None
    return found if len(found.digest) == hashlib.sha256().digest_size else None
