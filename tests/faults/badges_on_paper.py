"""What a person sees on a printed sheet: its code, whether it is void or incomplete."""

from collections.abc import Iterable

import zxingcpp
from PIL import Image, ImageChops, ImageOps

from tests.faults.ground_truth import Sheet

_ONLY_SQUARES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_QUIET = 32
# Rows of an unbroken slanting line, dots between two that are two, and how many make a lattice.
_SLANT, _APART, _LINES = 32, 20, 3
# Dots that an encoder may add to keep a picture from being a command.
_TAMED = 8


def codes(sheet: Sheet) -> list[str]:
    """What a scanner reads on the sheet, whether that is void or not."""
    return [
        found.text
        for found in zxingcpp.read_barcodes(_with_margin(sheet), formats=_ONLY_SQUARES)
    ]


def is_void(sheet: Sheet) -> bool:
    """Whether a lattice of crossing lines stands on it."""
    rows = _rows(sheet.picture)
    for top in range(0, len(rows) - _SLANT, 8):
        band = rows[top : top + _SLANT]
        if min(_slanting(band), _slanting(band[::-1])) >= _LINES:
            return True
    return False


def on(sheets: Iterable[Sheet]) -> list[str]:
    """The codes of all badges that somebody could wear."""
    return [code for sheet in sheets if not is_void(sheet) for code in codes(sheet)]


def shows(sheet: Sheet, drawn: Image.Image) -> bool:
    """Whether the sheet holds this picture, dot by dot, and nothing else."""
    white = Image.new(
        "1",
        (
            max(sheet.picture.width, drawn.width),
            max(sheet.picture.height, drawn.height),
        ),
        255,
    )
    ours, theirs = white.copy(), white.copy()
    ours.paste(drawn)
    theirs.paste(sheet.picture)
    return ImageChops.logical_xor(ours, theirs).histogram()[255] <= _TAMED


def _on_white(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    white = Image.new("1", size, 255)
    white.paste(picture)
    return white


def _with_margin(sheet: Sheet) -> Image.Image:
    return ImageOps.expand(sheet.picture.convert("L"), _QUIET, 255)


def _rows(picture: Image.Image) -> list[int]:
    dots, across = picture.tobytes("raw", "1;I"), (picture.width + 7) // 8
    return [
        int.from_bytes(dots[at : at + across], "big")
        for at in range(0, len(dots), across)
    ]


def _slanting(band: list[int]) -> int:
    """How many unbroken lines go through the band, one dot to the right a row."""
    unbroken = -1
    for place, row in enumerate(band):
        unbroken &= row << place
    lines, last = 0, -_APART
    for place in range(unbroken.bit_length()):
        if unbroken >> place & 1 and place - last >= _APART:
            lines, last = lines + 1, place
    return lines
