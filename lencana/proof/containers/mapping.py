"""Large databases, looked at where they lie: a whole one in memory would be many times what a machine has."""

import mmap
from pathlib import Path
from typing import cast

START = b"SQLite format 3\0"
LARGE = 64 << 20


class Mapped(mmap.mmap):
    """The bytes of a database file; whoever needs the file itself is told where it lies."""

    path: Path


def mapped(path: Path) -> bytes | None:
    """The bytes of a large database without a copy of them; None of anything else.

    Only a database never gets shorter: reading beyond the new end of a log would end the program.
    """
    with path.open("rb") as file:
        if path.stat().st_size <= LARGE or file.read(len(START)) != START:
            return None
        found = Mapped(file.fileno(), 0, access=mmap.ACCESS_READ)
    found.path = path
    # It is searched, cut and measured like bytes; only joining asks for a copy.
    return cast("bytes", found)
