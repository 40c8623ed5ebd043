"""The closed list of files that the product writes: a file of any other kind fails the proof."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from lencana.backups import examining, manifest
from lencana.demo.store import MARK
from visits.keys import passphrase
from visits.keys.decision_log import from_line
from visits.keys.keyring import KEY_BYTES
from visits.keys.secrets import ROOT_BYTES
from visits.store.columns import LEAST_SEALED_BYTES

_DAY, _MONTH = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{4}-[0-9]{2}"
_MANIFEST = re.compile(
    re.escape(manifest.MARK) + rb', "audit_head": \{"digest": "[0-9a-f]{64}", '
    rb'"entries": [0-9]+, "at": "[0-9 :.+-]{1,40}"\}\}\n'
)
_CUT_DECISION = re.compile(rb'(?:\{"number":[\w":,.+-]{0,2000})?')
"""The last line of the decision log where a crash, or reading only its beginning, cut it."""
_LEAST_HIGH, _MOST_HIGH = 0.25, 0.75
"""Share of bytes over 127: half in sealed bytes, none in ASCII text."""


class FileRole(StrEnum):
    """What a folder is for; it decides which kinds of files may lie there."""

    DATA = "data"
    KEYS = "keys"
    ROOT = "root"
    """The folder of the keys where the days' keys lie in a database."""
    AGENT = "agent"
    BACKUPS = "backups"


@dataclass(frozen=True)
class Folder:
    """A folder to check, and what it is for."""

    path: Path
    role: FileRole


KINDS: Mapping[FileRole, Mapping[str, str]] = {
    FileRole.DATA: {
        "database": r"lencana\.db",
        "write-ahead log": r"lencana\.db-wal",
        "index of the write-ahead log": r"lencana\.db-shm",
        "demo's mark": re.escape(MARK),
    },
    FileRole.ROOT: {"root secret": r"root\.key"},
    FileRole.KEYS: {
        "root secret": r"root\.key",
        "watermark": "destroyed_through",
        "day key": rf"days/{_DAY}\.key",
        "month key": rf"months/{_MONTH}\.key",
        "decision log": "decisions",
        "lock of the decision log": r"\.decisions\.lock",
    },
    FileRole.AGENT: {
        "agent's token": "token",
        "agent's lock": "lock",
        "agent's journal": "journal",
        "printers' abilities": "abilities",
    },
}
"""Per role, the kinds of files and the pattern of their paths inside the folder."""
BACKUPS: Mapping[str, bytes] = {
    "copy of the database": examining.HEADER,
    "archive of the database": examining.SERVER_HEADER,
    "copy of the keys": passphrase.KINDRED,
    "manifest of a backup": manifest.MARK,
}
"""Operators name backups as they like, so these are known by how they begin."""


def kind(role: FileRole, place: str, content: bytes) -> str | None:
    """Return what a file at this path of the folder is, or None if the product writes none such.

    Of `content` the beginning is enough; files among the keys must hold what their name says.
    """
    if role is FileRole.BACKUPS:
        names = (name for name, mark in BACKUPS.items() if content.startswith(mark))
    else:
        kinds = KINDS[role].items()
        names = (name for name, pattern in kinds if re.fullmatch(pattern, place))
    name = next(names, "")
    # Else a guest list could lie there under the name of a key.
    is_right = _CONTENTS.get(name)
    return None if not name or (is_right and not is_right(content)) else name


def _is_day(content: bytes) -> bool:
    try:
        return date.fromisoformat(content.decode()).isoformat().encode() == content
    except ValueError:
        return False


def _is_decision_log(content: bytes) -> bool:
    # A crash may cut off the last line, and a long log is read up to `BEGINNING` only.
    *lines, last = content.split(b"\n")
    return all(map(from_line, lines)) and bool(_CUT_DECISION.fullmatch(last))


def _is_manifest(content: bytes) -> bool:
    return _MANIFEST.fullmatch(content) is not None


def _is_key_copy(content: bytes) -> bool:
    sealed = content[len(passphrase.MARK) :]
    least = passphrase.SALT_BYTES + LEAST_SEALED_BYTES
    if not content.startswith(passphrase.MARK) or len(sealed) <= least:
        return False
    return _LEAST_HIGH < sum(byte >> 7 for byte in sealed) / len(sealed) < _MOST_HIGH


_CONTENTS: Mapping[str, Callable[[bytes], bool]] = {
    "root secret": lambda content: len(content) == ROOT_BYTES,
    "day key": lambda content: len(content) == KEY_BYTES,
    "month key": lambda content: len(content) == KEY_BYTES,
    "watermark": _is_day,
    "decision log": _is_decision_log,
    "lock of the decision log": lambda content: not content,
    "copy of the keys": _is_key_copy,
    "manifest of a backup": _is_manifest,
}
