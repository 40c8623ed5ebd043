"""Pictures as PNG: their dots and their compressed texts, inflated."""

from collections.abc import Iterator

from tests.forensics.scanner.containers.compressed import inflated
from tests.forensics.scanner.containers.measure import Budget, Inside

_START = b"\x89PNG\r\n\x1a\n"
_CHUNK = 12


def png(content: bytes, budget: Budget) -> Iterator[Inside]:
    """The rows of dots and the texts of every PNG that begins anywhere."""
    at = content.find(_START)
    while at >= 0:
        dots = bytearray()
        for kind, data in _chunks(content, at + len(_START)):
            if kind == b"IDAT":
                dots += data
            elif kind in {b"zTXt", b"iTXt", b"iCCP"}:
                # The stream begins behind a keyword: the search for streams finds it.
                yield Inside("PNG text", data)
        yield Inside("PNG dots", inflated(bytes(dots), budget))
        at = content.find(_START, at + 1)


def _chunks(content: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + _CHUNK <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if not kind.isalpha():
            return
        yield kind, content[at + 8 : at + 8 + size]
        if kind == b"IEND":
            return
        at += size + _CHUNK
