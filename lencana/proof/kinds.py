"""The closed list of files that the product writes: one of any other kind fails the proof."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lencana.demo.store import MARK
from lencana.proof.forms import is_right

_DAY, _MONTH = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{4}-[0-9]{2}"


class FileRole(StrEnum):
    """What a folder is for: it says which kinds of files may lie there."""

    DATA = "data"
    KEYS = "keys"
    AGENT = "agent"
    BACKUPS = "backups"
    ALSO = "also"
    """Whatever the operator names: logs, a folder of temporary files, a tablet's profile."""


KINDS: Mapping[FileRole, Mapping[str, str]] = {
    FileRole.DATA: {
        "database": r"lencana\.db",
        "write-ahead log": r"lencana\.db-wal",
        "index of the write-ahead log": r"lencana\.db-shm",
        "demo's mark": re.escape(MARK),
    },
    FileRole.KEYS: {
        "root secret": r"root\.key",
        "watermark": "destroyed_through",
        "day key": rf"days/{_DAY}\.key",
        "month key": rf"months/{_MONTH}\.key",
        "erasure log": "erasures",
        "lock of the erasure log": r"\.erasures\.lock",
    },
    FileRole.AGENT: {
        "agent's token": "token",
        "agent's lock": "lock",
        "agent's journal": "journal",
        "printers' abilities": "abilities",
    },
}
"""By role: the kinds, each by the path of its files from the folder on."""
COPIES: Mapping[str, bytes] = {
    "copy of the database": b"SQLite format 3\0",
    "copy of the keys": b"lencana keys ",
}
"""Backups are called what the operator likes: they are known by how they begin."""


@dataclass(frozen=True)
class Folder:
    """A folder to look through, and what it is for."""

    path: Path
    role: FileRole


def kind(role: FileRole, place: str, content: bytes) -> str | None:
    """What a file at that place of such a folder is; None when the product writes no such file there."""
    match role:
        case FileRole.ALSO:
            return "other"
        case FileRole.BACKUPS:
            found = (
                name for name, mark in COPIES.items() if content[: len(mark)] == mark
            )
        case _:
            found = (
                name
                for name, shape in KINDS[role].items()
                if re.fullmatch(shape, place)
            )
    named = next(found, None)
    return named if named and is_right(named, content) else None
