"""Finds names that were drawn: in pictures and rasters, and in the QR codes inside them."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import zxingcpp
from PIL import Image, ImageChops, UnidentifiedImageError

from printers.badge import BadgeContent
from printers.drawing.layout import draw
from tests.forensics.scanner.unpacking import unpacked

_STARTS = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM|RIFF....WEBP", re.DOTALL
)
_RASTER = re.compile(rb"\x1dv0[\0-\3](..)(..)", re.DOTALL)
_BLACK, _WIDEST, _TALLEST = 128, 4096, 20_000
_ROWS, _LEAST = 6, 16


def badge(name: str) -> BadgeContent:
    """A badge on which nothing is as in another but the name."""
    return BadgeContent(
        word="Guest",
        name=name,
        host="Hana Wijaya",
        company="Kopi Pagi",
        site="Menara Utara",
        day="23 Nov 2026",
        valid_until="18:00",
        number="K7-042",
        code="LB1:0123456789ABCDEFGHJKMNPQRS",
        day_number=date(2026, 11, 23).toordinal(),
    )


class DrawnNames:
    """Finds names by their rows on a badge, wherever in a byte they begin, in black or in white."""

    def __init__(
        self, names: Iterable[str], widths: Iterable[int] = (384, 576)
    ) -> None:
        self._names, self._widths = [*names], [*widths]

    @cached_property
    def _rows(self) -> dict[str, list[bytes]]:
        return {
            name: [
                pattern
                for width in self._widths
                for row in _rows(name, width)
                for pattern in _aligned(row)
            ]
            for name in self._names
        }

    def within(self, content: bytes) -> set[str]:
        """The names that were drawn in it; whole pictures are to be read first."""
        return {
            name
            for name, rows in self._rows.items()
            if sum(row in content for row in rows) >= _ROWS // 2
        }


def seen(content: bytes) -> Iterator[bytes]:
    """Dots of every picture and raster in it, and what every QR code in them says."""
    for picture in _pictures(content):
        yield picture.point(
            [255 * (shade >= _BLACK) for shade in range(256)], "1"
        ).tobytes()
        for code in zxingcpp.read_barcodes(picture):
            yield code.text.encode()


def seen_deeply(content: bytes) -> Iterator[bytes]:
    """Yield what can be read or seen of a file: its pieces, their pictures, what codes hold."""
    for _, piece in unpacked(content):
        yield piece
        for found in seen(piece):
            yield from (inside for _, inside in unpacked(found))


def _rows(name: str, width: int) -> list[str]:
    """Some rows through the name, as strings of 0 and 1, from its first dot to its last."""
    paper = draw(badge(name), width)
    other = draw(badge("."), width)
    height = min(paper.height, other.height)
    # Above and beside the name both badges are the same; where they differ, the name is.
    box = ImageChops.difference(
        paper.crop((0, 0, width, height)).convert("L"),
        other.crop((0, 0, width, height)).convert("L"),
    ).getbbox()
    assert box
    top = box[1]
    lines = [_bits(paper, row) for row in range(top + 10, min(top + 100, height), 2)]
    lines = [line.strip("1") for line in lines]
    lines.sort(key=lambda line: line.count("01") + line.count("10"), reverse=True)
    return lines[:_ROWS]


def _bits(paper: Image.Image, row: int) -> str:
    line = paper.crop((0, row, paper.width, row + 1)).convert("L").tobytes()
    return "".join("1" if dot >= _BLACK else "0" for dot in line)


def _aligned(row: str) -> Iterator[bytes]:
    """The row's whole bytes at each of the 8 alignments, in black on white and white on black."""
    for start in range(8):
        bits = row[start : start + (len(row) - start) // 8 * 8]
        packed = int(bits, 2).to_bytes(len(bits) // 8, "big")
        if len(packed) >= _LEAST:
            yield packed
            yield bytes(255 - byte for byte in packed)


def _pictures(content: bytes) -> Iterator[Image.Image]:
    for start in _STARTS.finditer(content):
        try:
            with Image.open(io.BytesIO(content[start.start() :])) as picture:
                if picture.width <= _WIDEST and picture.height <= _TALLEST:
                    yield picture.convert("L")
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            continue
    strips: list[Image.Image] = []
    for raster in _RASTER.finditer(content):
        across, rows = (int.from_bytes(size, "little") for size in raster.groups())
        dots = content[raster.end() : raster.end() + across * rows]
        if 0 < across <= _WIDEST // 8 and rows and len(dots) == across * rows:
            strips.append(
                Image.frombytes("1", (across * 8, rows), dots, "raw", "1;I").convert(
                    "L"
                )
            )
    yield from _joined(strips)


def _joined(strips: list[Image.Image]) -> Iterator[Image.Image]:
    """Strips that follow each other are one picture: a code may be cut between them."""
    if not strips:
        return
    sheet = Image.new(
        "L",
        (max(strip.width for strip in strips), sum(strip.height for strip in strips)),
        255,
    )
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height
    yield sheet
