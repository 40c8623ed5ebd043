"""Archives: zip and tar, read entry by entry; an entry's name is looked at like its content."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from tests.forensics.scanner.containers.compressed import deflated
from tests.forensics.scanner.containers.measure import Budget, Inside

_ENTRY = b"PK\x03\x04"
_HEAD = struct.Struct("<4s5H3I2H")
_DEFLATE = 8
_TAR_AT = 257


def zipped(content: bytes, budget: Budget) -> Iterator[Inside]:
    """The entries of a zip archive that begins anywhere, read by their heads, of a torn one too."""
    first = at = content.find(_ENTRY)
    others = False
    while at >= 0 and len(content) - at > _HEAD.size:
        head = content[at : at + _HEAD.size]
        _, _, _, method, *_, name_bytes, extra_bytes = _HEAD.unpack(head)
        body = at + _HEAD.size + name_bytes + extra_bytes
        end = content.find(_ENTRY, at + 4)
        data = content[body : end if end >= 0 else len(content)]
        if method == _DEFLATE:
            yield Inside("zip entry", deflated(data, budget))
        others = others or method not in {0, _DEFLATE}
        at = end
    if others:
        yield from _by_its_own_reader(content[first:], budget)


def _by_its_own_reader(data: bytes, budget: Budget) -> Iterator[Inside]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                budget.take(entry.file_size)
                yield Inside("zip entry", archive.read(entry))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        return


def tarred(content: bytes, budget: Budget) -> Iterator[Inside]:
    """The entries of a tar archive."""
    if content[_TAR_AT : _TAR_AT + 5] != b"ustar":
        return
    with (
        suppress(tarfile.TarError),
        tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive,
    ):
        for entry in archive:
            yield Inside(
                "tar entry's name", entry.name.encode("utf-8", "surrogateescape")
            )
            budget.take(entry.size)
            file = archive.extractfile(entry) if entry.isfile() else None
            if file is not None:
                yield Inside("tar entry", file.read())
