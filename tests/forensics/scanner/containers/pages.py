"""SQLite as bytes: its rows, and the seams where a value goes on in another page."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

from tests.forensics.scanner.containers.measure import Budget, Inside

START = b"SQLite format 3\0"
_WAL = re.compile(rb"\x37\x7f\x06[\x82\x83]\x00\x2d\xe2\x18")
_WAL_HEAD, _FRAME_HEAD = 32, 24
_SEAM, _BEFORE = 2048, 512
_TREE = {b"\x02", b"\x05", b"\x0a", b"\x0d"}
"""How a page of keys begins; one with the rest of a value begins with the next page's number."""
_NAMES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_LARGEST = 65536
_AT_ONCE = 1 << 20


def tables(content: bytes, budget: Budget) -> Iterator[Inside]:
    """Every row of every table of a database that begins here, whole as SQLite itself reads it."""
    if content[:16] != START:
        return
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            # From memory a database has no log beside it, so it must not say that it wants one.
            database.deserialize(content[:18] + b"\1\1" + content[20:])
            database.text_factory = bytes
            names = [
                name
                for (name,) in database.execute(
                    "SELECT name FROM sqlite_master WHERE type='table'"
                )
            ]
        except sqlite3.Error:
            return
        for name in names:
            yield from _rows(database, name.decode(), budget)


def seams(content: bytes, budget: Budget) -> Iterator[Inside]:
    """What lies around the border of each page and the page that it points to."""
    pages = _pages(content)
    if not pages:
        return
    # What begins like a database would be read as one again.
    told = bytearray(b"\n\n")
    for page in (content[place] for versions in pages.values() for place in versions):
        for following in pages.get(int.from_bytes(page[:4], "big"), ()):
            told += page[-_SEAM:] + content[following][4 : 4 + _SEAM] + b"\n\n"
        told += b"".join(_spilled(page, content, pages))
        if len(told) > _AT_ONCE:
            yield _told(told, budget)
            told = bytearray(b"\n\n")
    yield _told(told, budget)


def _told(seams_of: bytearray, budget: Budget) -> Inside:
    budget.take(len(seams_of))
    return Inside("seams of pages", bytes(seams_of))


def _rows(database: sqlite3.Connection, name: str, budget: Budget) -> Iterator[Inside]:
    quoted = name.replace('"', '""')
    try:
        for row in database.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608 - a name of the file's own, quoted
            values = [
                value
                for value in row
                if isinstance(value, bytes) and len(value) > _SEAM
            ]
            for value in values:
                budget.take(len(value))
                yield Inside("value of a row", value)
    except sqlite3.Error:
        return


def _pages(content: bytes) -> dict[int, list[slice]]:
    """Where each page lies, in every version there is of it."""
    pages: defaultdict[int, list[slice]] = defaultdict(list)
    if content[:16] == START:
        size = int.from_bytes(content[16:18], "big")
        size = _LARGEST if size == 1 else max(size, 512)
        for number, start in enumerate(range(0, len(content), size), start=1):
            pages[number].append(slice(start, start + size))
        return pages
    if not _WAL.match(content):
        return {}
    size = int.from_bytes(content[8:12], "big") or _LARGEST
    for start in range(_WAL_HEAD, len(content) - _FRAME_HEAD, size + _FRAME_HEAD):
        number = int.from_bytes(content[start : start + 4], "big")
        pages[number].append(slice(start + _FRAME_HEAD, start + _FRAME_HEAD + size))
    return pages


def _spilled(
    page: bytes, content: bytes, pages: dict[int, list[slice]]
) -> Iterator[bytes]:
    """Where a cell's value leaves its page: its last four bytes there are a page's number."""
    for found in re.finditer(rb"\0[\0-\xff]{3}", page):
        for place in pages.get(int.from_bytes(found[0], "big"), ()):
            following = content[place.start : place.start + _BEFORE]
            if following[:1] not in _TREE:
                yield (
                    page[max(found.start() - _BEFORE, 0) : found.start()]
                    + following[4:]
                    + b"\n\n"
                )
