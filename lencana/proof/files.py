"""Checks the files in the product's folders: the product must write files of their kind."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lencana.proof import ProofProblem
from lencana.proof.kinds import BACKUPS, FileRole, Folder, kind

BEGINNING = 1 << 20
"""Bytes read of a file: every kind is known by then, and databases are large."""
UNKNOWN = "the product writes no file of this kind"
LEADS_OUT = "a link leads out of the folders that are checked: put the file there"


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
