"""Compressed streams, wherever in other bytes they begin: gzip, zlib, bzip2, xz."""

import bz2
import lzma
import re
import zlib
from collections.abc import Iterator
from typing import Protocol

from tests.forensics.scanner.containers.measure import Budget, Inside

_FIRST, _PIECE = 512, 1 << 20
_LEAST = 5
"""Bytes; noise that looks like a stream ends sooner."""
_ZLIB = [
    # Deflate, with a window of any size, no dictionary, and a check of its own: RFC 1950.
    window << 12 | 8 << 8 | flags
    for window in range(8)
    for flags in range(256)
    if (window << 12 | 8 << 8 | flags) % 31 == 0 and not flags & 0x20
]
_STARTS = re.compile(
    rb"(?P<gzip>\x1f\x8b\x08)|(?P<bzip2>BZh[1-9]1AY&SY)|(?P<xz>\xfd7zXZ\0)|(?P<zlib>"
    + b"|".join(re.escape(head.to_bytes(2, "big")) for head in _ZLIB)
    + b")",
    re.DOTALL,
)


class _Decompressor(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def streams(content: bytes, budget: Budget) -> Iterator[Inside]:
    """What every stream that begins anywhere holds, as far as it can be read: a torn one too."""
    for start in _STARTS.finditer(content):
        kind = start.lastgroup or ""
        told = _read(_decompressor(kind), content, start.start(), budget)
        if len(told) >= _LEAST:
            yield Inside(f"{kind} stream", told)


def inflated(data: bytes, budget: Budget) -> bytes:
    """What a zlib stream holds, as far as it can be read."""
    return _read(_decompressor("zlib"), data, 0, budget)


def deflated(data: bytes, budget: Budget) -> bytes:
    """What a bare deflate stream holds, as far as it can be read."""
    return _read(_decompressor("deflate"), data, 0, budget)


def _decompressor(kind: str) -> _Decompressor:
    if kind == "bzip2":
        return bz2.BZ2Decompressor()
    if kind == "xz":
        return lzma.LZMADecompressor()
    bits = {"gzip": 31, "zlib": 15, "deflate": -15}[kind]
    return _Inflater(bits)


class _Inflater:
    """zlib's, which keeps what it had no room for where the others remember it themselves."""

    def __init__(self, bits: int) -> None:
        self._inner = zlib.decompressobj(bits)

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _read(reader: _Decompressor, content: bytes, at: int, budget: Budget) -> bytes:
    told, more, step = bytearray(), True, _FIRST
    while more:
        piece = content[at : at + step]
        at, step = at + len(piece), _PIECE
        try:
            got = reader.decompress(piece, budget.room + 1)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
            break
        budget.take(len(got))
        told += got
        more = bool(piece)
    return bytes(told)
