"""Which characters a font can write: read from its `cmap` table, kept as ranges."""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

Span = tuple[int, int]

_MICROSOFT, _UNICODE = 3, 0
_SYMBOLS = (_MICROSOFT, 0)
_VARIATION_SEQUENCES = 5
_PLANE = 0xFFFF


class Coverage:
    """A set of code points, kept as the sorted places where it begins and ends."""

    __slots__ = ("_edges",)

    def __init__(self, spans: Iterator[Span]) -> None:
        self._edges = array("I")
        for first, last in spans:
            if last < first:
                continue
            if self._edges and first <= self._edges[-1]:
                self._edges[-1] = max(self._edges[-1], last + 1)
            else:
                self._edges.extend((first, last + 1))

    def __contains__(self, point: int) -> bool:
        return bisect_right(self._edges, point) % 2 == 1


@cache
def coverage(path: Path, number: int) -> Coverage:
    """Return what the file's font of that number writes.

    Nothing, if the file is no font that can be read.
    """
    try:
        with (
            path.open("rb") as file,
            TTFont(file, lazy=True, fontNumber=number) as font,
        ):
            return Coverage(iter(sorted(_spans(font.reader["cmap"]))))
    except (TTLibError, OSError, KeyError, struct.error):
        return Coverage(iter(()))


@cache
def variants(path: Path, number: int) -> Mapping[int, Coverage]:
    """Return, for each variation selector, the letters of which the font has that variant.

    Kept for the fonts that are asked only: a Japanese one has 15,000.
    """
    try:
        with TTFont(path, lazy=True, fontNumber=number) as font:
            listed = font["cmap"].getcmap(_UNICODE, _VARIATION_SEQUENCES)
            return {
                selector: Coverage((point, point) for point, _ in sorted(letters))
                for selector, letters in (listed.uvsDict if listed else {}).items()
            }
    except (TTLibError, OSError, KeyError, struct.error):
        return {}


def _spans(cmap: bytes) -> Iterator[Span]:
    """Yield the spans of the table for all of Unicode, or else of the one for its first plane."""
    subtables: dict[int, int] = {}
    (count,) = struct.unpack_from(">H", cmap, 2)
    for platform, encoding, place in struct.iter_unpack(
        ">HHI", cmap[4 : 4 + 8 * count]
    ):
        if platform in {_MICROSOFT, _UNICODE} and (platform, encoding) != _SYMBOLS:
            subtables[struct.unpack_from(">H", cmap, place)[0]] = place
    if 12 in subtables:  # noqa: PLR2004 the formats' own numbers
        return _groups(cmap, subtables[12])
    return _segments(cmap, subtables[4])


def _groups(cmap: bytes, place: int) -> Iterator[Span]:
    (count,) = struct.unpack_from(">I", cmap, place + 12)
    for first, last, glyph in struct.iter_unpack(
        ">III", cmap[place + 16 : place + 16 + 12 * count]
    ):
        yield first + (glyph == 0), last


def _segments(cmap: bytes, place: int) -> Iterator[Span]:
    (doubled,) = struct.unpack_from(">H", cmap, place + 6)
    # Between the first two columns lie two bytes of padding.
    ends, starts, deltas, offsets = (
        struct.unpack_from(
            f">{doubled // 2}H", cmap, place + 14 + doubled * n + 2 * (n > 0)
        )
        for n in range(4)
    )
    for n, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        last_letter = min(last, _PLANE - 1)
        if offset:
            glyph_ids = place + 16 + 3 * doubled + 2 * n + offset
            yield from _listed(cmap, glyph_ids, (first, last_letter), delta)
        else:
            yield from _without(-delta & _PLANE, first, last_letter)


def _listed(cmap: bytes, place: int, span: Span, delta: int) -> Iterator[Span]:
    """Yield each point of the span whose glyph, listed from `place` on, is not the box."""
    first, last = span
    ids = struct.unpack_from(f">{last - first + 1}H", cmap, place)
    for point, glyph in enumerate(ids, first):
        if glyph and (glyph + delta) & _PLANE:
            yield point, point


def _without(point: int, first: int, last: int) -> Iterator[Span]:
    """Yield the span without a point that is written as glyph 0: the box."""
    if not first <= point <= last:
        yield first, last
        return
    yield first, point - 1
    yield point + 1, last
