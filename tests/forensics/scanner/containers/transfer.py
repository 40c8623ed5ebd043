"""What travels: the encoded words of an e-mail's headers, and bodies that HTTP sent in chunks."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header

from tests.forensics.scanner.containers.measure import Budget, Inside

_WORD = re.compile(
    rb"=\?[A-Za-z0-9*_-]+\?[BbQq]\?[^?\s]*\?=(?:\s+=\?[A-Za-z0-9*_-]+\?[BbQq]\?[^?\s]*\?=)*"
)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,6})(?:;[^\r\n]{0,99})?\r\n")


def headers(content: bytes, budget: Budget) -> Iterator[Inside]:
    """The encoded words of headers; the bodies of parts are blobs and escapes like any other."""
    words = b"\n".join(_decoded(found[0]) for found in _WORD.finditer(content))
    if words:
        budget.take(len(words))
        yield Inside("words of a header", words)


def chunked(content: bytes, budget: Budget) -> Iterator[Inside]:
    """Bodies whose pieces stand behind their sizes, put together."""
    end = 0
    for size in _CHUNK.finditer(content):
        if size.start() >= end:
            body, end = _put_together(content, size.start())
            if body:
                budget.take(len(body))
                yield Inside("chunks of HTTP", body)


def _decoded(words: bytes) -> bytes:
    try:
        pieces = decode_header(words.decode("ascii", "replace"))
    except (MessageError, ValueError):
        return b""
    return b"".join(
        piece.encode() if isinstance(piece, str) else _in_utf8(piece, charset)
        for piece, charset in pieces
    )


def _in_utf8(piece: bytes, charset: str | None) -> bytes:
    try:
        return piece.decode(charset or "utf-8").encode()
    except (LookupError, UnicodeDecodeError):
        return piece


def _put_together(content: bytes, at: int) -> tuple[bytes, int]:
    """The pieces that follow each other from `at`, at least two of them, and where they end."""
    pieces: list[bytes] = []
    while (size := _CHUNK.match(content, at)) is not None:
        length = int(size[1], 16)
        start = size.end()
        if content[start + length : start + length + 2] != b"\r\n":
            break
        pieces.append(content[start : start + length])
        at = start + length + 2
    return (b"".join(pieces), at) if len(pieces) > 1 else (b"", at)
