"""The scan: every file of some folders read to its last byte, unpacked, and searched for words."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lencana.proof.containers.measure import MOST_BYTES, Budget, TooMuchInside
from lencana.proof.forms import foreign
from lencana.proof.kinds import Folder, kind
from lencana.proof.search import Search
from lencana.proof.unpacking import unpacked

LEADS_OUT = "a link leads out of what is looked through: name its place with --also, or put the file there"


@dataclass(frozen=True)
class ScanFinding:
    """Something that should not be, where, in a sentence without a word of a guest's."""

    place: str
    sentence: str
    word: int | None = None
    """The number of the word that was found there; None where something else is wrong."""

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass
class Scanned:
    """What was looked at, and what was found."""

    files: int = 0
    bytes: int = 0
    unpacked_bytes: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    containers: Counter[str] = field(default_factory=Counter)
    findings: list[ScanFinding] = field(default_factory=list)
    foreign: Counter[str] = field(default_factory=Counter)
    """Formats whose contents nothing here understands: of them nothing is proved."""


def scan(folders: Iterable[Folder], search: Search) -> Scanned:
    """Every file of the folders was looked at; what came and went meanwhile is not counted."""
    told = Scanned()
    folders = list(folders)
    inner = {folder.path.resolve() for folder in folders}
    for folder in folders:
        for path in _files(folder.path, inner):
            _look(folder, path, search, told)
            if _leads_out(path, inner):
                told.findings.append(ScanFinding(str(folder.role), LEADS_OUT))
    return told


def _files(top: Path, inner: set[Path]) -> Iterator[Path]:
    """A folder that is looked through for itself is left out where it lies in another."""
    for where, folders, files in os.walk(top):
        here = Path(where)
        kept = [
            name for name in sorted(folders) if (here / name).resolve() not in inner
        ]
        links = [name for name in kept if (here / name).is_symlink()]
        folders[:] = kept
        yield from (here / name for name in sorted([*files, *links]))


def _leads_out(path: Path, tops: set[Path]) -> bool:
    """Whether it is a link to something that is not looked through where it lies."""
    return (
        path.is_symlink()
        and path.exists()
        and not any(map(path.resolve().is_relative_to, tops))
    )


def _look(folder: Folder, path: Path, search: Search, told: Scanned) -> None:
    place = path.relative_to(folder.path)
    named = _name(folder, place, search, told)
    try:
        content = _content(path)
    except FileNotFoundError:
        return
    except OSError as problem:
        told.findings.append(
            ScanFinding(named, f"it cannot be read: {problem.strerror}")
        )
        return
    found = kind(folder.role, place.as_posix(), content)
    if found is None:
        told.findings.append(
            ScanFinding(named, "the product writes no file of this kind")
        )
    told.files += 1
    told.bytes += len(content)
    told.kinds[found or "unknown"] += 1
    told.findings += _hits(content, named, search, told)


def _name(folder: Folder, place: Path, search: Search, told: Scanned) -> str:
    """What to call the file: a name that holds a word is not said again."""
    hits = sorted(
        {
            (hit.word, hit.encoding)
            for _, inside in unpacked(os.fsencode(place))
            for hit in search.within(inside)
        }
    )
    if not hits:
        return f"{folder.role}/{place.as_posix()!a}"[:300]
    named = f"{folder.role}, the file of inode {(folder.path / place).lstat().st_ino}"
    told.findings.append(
        ScanFinding(
            named, f"its name holds word {hits[0][0]} ({hits[0][1]})", hits[0][0]
        )
    )
    return named


def _content(path: Path) -> bytes:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return os.fsencode(path.readlink())
    if not stat.S_ISREG(mode):
        return b""
    return path.read_bytes()


def _hits(
    content: bytes, named: str, search: Search, told: Scanned
) -> Iterator[ScanFinding]:
    strange: set[str | None] = set()
    try:
        for within, inside in unpacked(
            content, Budget(max(MOST_BYTES, 4 * len(content)))
        ):
            told.containers.update(within.split(" > ")[-1:] if within else ())
            told.unpacked_bytes += len(inside) if within else 0
            strange.add(foreign(inside))
            for hit in sorted(search.within(inside)):
                yield ScanFinding(
                    named + within,
                    f"it holds word {hit.word} ({hit.encoding})",
                    hit.word,
                )
    except TooMuchInside:
        yield ScanFinding(
            named,
            "more is packed in it than is unpacked here, so it cannot be said to be clean",
        )
    told.foreign.update(filter(None, strange))
