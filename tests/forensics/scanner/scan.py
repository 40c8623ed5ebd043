"""Reads every file of some folders to its last byte, unpacks it and looks for terms."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lencana.proof import ProofProblem, files
from lencana.proof.files import LEADS_OUT, Folder
from tests.forensics.scanner.containers.measure import MOST_BYTES, Budget, TooMuchInside
from tests.forensics.scanner.foreign_formats import foreign
from tests.forensics.scanner.search import Search
from tests.forensics.scanner.unpacking import unpacked


@dataclass
class Scanned:
    """What was read, and what was found; no sentence quotes a term."""

    files: int = 0
    bytes: int = 0
    unpacked_bytes: int = 0
    containers: Counter[str] = field(default_factory=Counter)
    problems: list[ProofProblem] = field(default_factory=list)
    foreign: Counter[str] = field(default_factory=Counter)
    """Formats whose contents nothing here understands: of them nothing is proved."""


def scan(
    folders: Iterable[Folder], search: Search, others: Iterable[Path] = ()
) -> Scanned:
    """Scan the product's folders, where files must be known, and others, where any may lie."""
    folders, others = list(folders), list(others)
    scanned = Scanned(problems=files.check(folders).problems)
    tops = {folder.path.resolve() for folder in folders}
    tops.update(path.resolve() for path in others)
    for folder in folders:
        for path in files.walk(folder.path, tops):
            _scan_file(str(folder.role), (folder.path, path), search, scanned)
    for top in others:
        for path in files.walk(top, tops):
            _scan_file("others", (top, path), search, scanned)
            if files.leads_out(path, tops):
                scanned.problems.append(ProofProblem("others", LEADS_OUT))
    return scanned


def _scan_file(
    label: str, place: tuple[Path, Path], search: Search, scanned: Scanned
) -> None:
    top, path = place
    name = _name(label, path.relative_to(top), path, (search, scanned))
    try:
        content = _content(path)
    except FileNotFoundError:
        return
    except OSError as error:
        sentence = f"it cannot be read: {error.strerror}"
        scanned.problems.append(ProofProblem(name, sentence))
        return
    scanned.files += 1
    scanned.bytes += len(content)
    scanned.problems += _hits(content, name, search, scanned)


def _name(label: str, place: Path, path: Path, into: tuple[Search, Scanned]) -> str:
    """Return what to call the file: a name that holds a term is not repeated."""
    search, scanned = into
    hits = sorted(
        hit
        for _, inside in unpacked(os.fsencode(place))
        for hit in search.within(inside)
    )
    if not hits:
        return f"{label}/{place.as_posix()!a}"[:300]
    name = f"{label}, the file of inode {path.lstat().st_ino}"
    sentence = f"its name holds word {hits[0].term} ({hits[0].encoding})"
    scanned.problems.append(ProofProblem(name, sentence))
    return name


def _content(path: Path) -> bytes:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return os.fsencode(path.readlink())
    return path.read_bytes() if stat.S_ISREG(mode) else b""


def _hits(
    content: bytes, name: str, search: Search, scanned: Scanned
) -> Iterator[ProofProblem]:
    formats: set[str | None] = set()
    budget = Budget(max(MOST_BYTES, 4 * len(content)))
    try:
        for within, inside in unpacked(content, budget):
            scanned.containers.update(within.split(" > ")[-1:] if within else ())
            scanned.unpacked_bytes += len(inside) if within else 0
            formats.add(foreign(inside))
            for hit in sorted(search.within(inside)):
                sentence = f"it holds word {hit.term} ({hit.encoding})"
                yield ProofProblem(name + within, sentence)
    except TooMuchInside:
        yield ProofProblem(name, "more is packed in it than is unpacked here")
    scanned.foreign.update(filter(None, formats))
