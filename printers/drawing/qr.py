"""The square that a scanner reads."""

import re
from functools import cache

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import BitBuffer, QRData

from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind

VERSION = 2
MODULE = 5
QUIET = 4 * MODULE
SIDE = (17 + 4 * VERSION) * MODULE
_MODULES = 17 + 4 * VERSION
_MASK = 2
_CODE = re.compile(r"LB1:[0-9A-HJKMNP-TV-Z]{26}")
_CHARACTERS = 30
_BITS = _CHARACTERS // 2 * 11
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# A row of a picture of dots is whole bytes.
_ROW = 32


def checked(code: str) -> str:
    """Return the code; raises PrinterError: bad_code, if it is not a badge's."""
    if not _CODE.fullmatch(code):
        raise PrinterError(PrintProblemKind.BAD_CODE)
    return code


def square(code: str) -> Image.Image:
    """Return the badge's code as a mask of 125 by 125 dots, to be set in a quiet zone of 20.

    Version and mask are fixed, so every bit of the code turns the same modules round, whatever
    the others are: a square is put together from those of its bits, ten times faster than made
    anew.
    """
    bits = _bits(code)
    dots, turned = _pieces()
    for place, modules in enumerate(turned):
        if bits >> place & 1:
            dots ^= modules
    small = Image.frombytes(
        "1", (_MODULES, _MODULES), dots.to_bytes(_MODULES * _ROW // 8, "big")
    )
    return small.resize((SIDE, SIDE), Image.Resampling.NEAREST)


def _bits(code: str) -> int:
    """Return the code in a QR's alphanumeric mode: two characters in eleven bits."""
    bits = 0
    for first, second in zip(code[::2], code[1::2], strict=True):
        bits = bits << 11 | _ALPHABET.index(first) * 45 + _ALPHABET.index(second)
    return bits


@cache
def _pieces() -> tuple[int, tuple[int, ...]]:
    """Return the code of no bits, and the modules that each bit inverts (50 ms, once)."""
    empty = _made(0)
    return empty, tuple(_made(1 << place) ^ empty for place in range(_BITS))


def _made(bits: int) -> int:
    qr = QRCode(VERSION, ERROR_CORRECT_M, box_size=1, border=0, mask_pattern=_MASK)
    qr.add_data(_Raw(bits))
    qr.make(fit=False)
    rows = (
        "".join("01"[bool(dark)] for dark in row).ljust(_ROW, "0")
        for row in qr.get_matrix()
    )
    return int("".join(rows), 2)


class _Raw(QRData):
    """Bits where qrcode expects words."""

    def __init__(self, bits: int) -> None:
        super().__init__("A" * _CHARACTERS)
        self._bits = bits

    def write(self, buffer: BitBuffer) -> None:
        buffer.put(self._bits, _BITS)
