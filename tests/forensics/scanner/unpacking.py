"""Unpacks a piece of bytes, with everything that is inside it, however deep it is wrapped."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

from tests.forensics.scanner.containers import (
    archives,
    browser,
    compressed,
    pages,
    pictures,
    texts,
    transfer,
)
from tests.forensics.scanner.containers.measure import (
    DEEPEST,
    Budget,
    Inside,
    TooMuchInside,
)

OPENERS: tuple[Callable[[bytes, Budget], Iterator[Inside]], ...] = (
    compressed.streams,
    archives.zipped,
    archives.tarred,
    pictures.png,
    texts.unescaped,
    texts.blobs,
    transfer.headers,
    transfer.chunked,
    pages.tables,
    pages.seams,
    browser.leveldb,
)


def unpacked(
    content: bytes, budget: Budget | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the piece and everything inside it once, each with the containers it lay in.

    Raises `TooMuchInside` when what is inside is more, or deeper, than is unpacked.
    """
    yield "", content
    yield from _inside(content, "", budget or Budget(), {_digest(content)})


def _inside(
    content: bytes, within: str, budget: Budget, seen: set[bytes]
) -> Iterator[tuple[str, bytes]]:
    for opener in OPENERS:
        for found in opener(content, budget):
            digest = _digest(found.content)
            if digest in seen:
                continue
            seen.add(digest)
            place = f"{within} > {found.what}"
            yield place, found.content
            if place.count(">") >= DEEPEST:
                raise TooMuchInside
            yield from _inside(found.content, place, budget, seen)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()
