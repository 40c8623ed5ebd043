"""Checks the files in the product's folders against the closed list of kinds that it writes."""

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from lencana.backups import examining, manifest
from lencana.demo.store import MARK
from lencana.proof import ProofProblem
from visits.keys import passphrase
from visits.keys.decision_log import from_line
from visits.keys.keyring import KEY_BYTES
from visits.keys.secrets import ROOT_BYTES
from visits.store.columns import LEAST_SEALED_BYTES

_DAY, _MONTH = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{4}-[0-9]{2}"
_MANIFEST = re.compile(
    re.escape(manifest.MARK) + rb', "audit_head": \{"digest": "[0-9a-f]{64}", '
    rb'"entries": [0-9]+, "at": "[0-9T :.+-]{1,40}"\}\}\n'
)
_CUT_DECISION = re.compile(rb'(?:\{"number":[\w":,.+-]{0,2000})?')
"""The last line of the decision log where a crash, or reading only its beginning, cut it."""
_LEAST_HIGH, _MOST_HIGH = 0.25, 0.75
"""Share of bytes over 127: half in sealed bytes, none in ASCII text."""
BEGINNING = 1 << 20
"""Bytes read of a file: every kind is known by then, and databases are large."""
UNKNOWN = "the product writes no file of this kind"
LEADS_OUT = "a link leads out of the folders that are checked: put the file there"


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
    "manifest of a backup": lambda content: bool(_MANIFEST.fullmatch(content)),
}


@dataclass
class FilesChecked:
    """How many files of each kind there are, and which should not be there."""

    files: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    problems: list[ProofProblem] = field(default_factory=list)


def check(folders: Iterable[Folder]) -> FilesChecked:
    """Check every file in the folders; one that is deleted meanwhile is not counted."""
    checked = FilesChecked()
    folders = list(folders)
    tops = {folder.path.resolve() for folder in folders}
    # The keys may lie in the data folder: each file is checked for its nearest folder only.
    for folder in folders:
        for path in walk(folder.path, tops):
            _check_file(folder, path, checked)
            if leads_out(path, tops):
                checked.problems.append(ProofProblem(str(folder.role), LEADS_OUT))
    return checked


def walk(top: Path, tops: set[Path]) -> Iterator[Path]:
    """Yield every file and link below `top`, but none below another folder of `tops`."""
    for folder_name, folders, files in os.walk(top):
        folder = Path(folder_name)
        folders[:] = [
            name for name in sorted(folders) if (folder / name).resolve() not in tops
        ]
        links = [name for name in folders if (folder / name).is_symlink()]
        yield from (folder / name for name in sorted([*files, *links]))


def leads_out(path: Path, tops: set[Path]) -> bool:
    """True for a link to something that exists and lies in none of the `tops`."""
    return (
        path.is_symlink()
        and path.exists()
        and not any(map(path.resolve().is_relative_to, tops))
    )


def database_copies(folders: Iterable[Folder]) -> list[Path]:
    """Return the backups that are databases, in the order of their names."""
    backups = [folder.path for folder in folders if folder.role is FileRole.BACKUPS]
    files = [path for top in backups for path in sorted(top.rglob("*"))]
    marks = BACKUPS["copy of the database"], BACKUPS["archive of the database"]
    return [
        path for path in files if path.is_file() and _content(path).startswith(marks)
    ]


def is_archive(file: Path) -> bool:
    """Return whether the file is of a server's database."""
    return _content(file).startswith(BACKUPS["archive of the database"])


def _check_file(folder: Folder, path: Path, checked: FilesChecked) -> None:
    place = path.relative_to(folder.path).as_posix()
    # As ASCII and cut off: a file's name may hold anything, control characters included.
    name = f"{folder.role}/{place!a}"[:300]
    try:
        content = _content(path)
    except FileNotFoundError:
        return
    except OSError as error:
        sentence = f"it cannot be read: {error.strerror}"
        checked.problems.append(ProofProblem(name, sentence))
        return
    kind_name = kind(folder.role, place, content)
    if kind_name is None:
        checked.problems.append(ProofProblem(name, UNKNOWN))
    checked.files += 1
    checked.kinds[kind_name or "unknown"] += 1


def _content(path: Path) -> bytes:
    """Return a file's first bytes, or where a link points to; sockets and pipes hold none."""
    # lstat: a link is judged by itself, and a pipe must not be opened, which would wait.
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return os.fsencode(path.readlink())
    if not stat.S_ISREG(mode):
        return b""
    with path.open("rb") as file:
        return file.read(BEGINNING)
