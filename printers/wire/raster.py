"""A picture as the bytes that an ESC/POS printer understands."""

import re
from collections.abc import Iterator

from PIL import Image

from printers.errors import PrinterError, Reason

ROWS = 128
GARBLED = 48
START = b"\x1b@\x1da\x0e"
CUT = b"\x1dVB\x00"

# A printer acts on DLE EOT, DLE ENQ and DLE DC4 the moment they arrive, inside a picture too.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_ONE_DOT_MORE = b"\x18"


def encode(image: Image.Image) -> bytes:
    """Return the whole job: initialise, report unasked, the picture in fragments of 128 rows, feed and cut.

    The image has mode "1" and whole bytes a row, else PrinterError: bad_image. A byte of it that would be
    taken for a command gets one dot more.
    """
    if image.mode != "1" or image.width % 8:
        raise PrinterError(Reason.BAD_IMAGE, f"mode {image.mode}, {image.width} dots wide")
    return START + b"".join(_fragments(_tame(image), image.width // 8)) + CUT


def _tame(image: Image.Image) -> bytes:
    return _REAL_TIME.sub(_ONE_DOT_MORE, image.tobytes("raw", "1;I"))


def _fragments(dots: bytes, across: int) -> Iterator[bytes]:
    for start in range(0, len(dots), ROWS * across):
        fragment = dots[start : start + ROWS * across]
        if len(fragment) // across % GARBLED == 0:
            fragment += bytes(across)
        yield _header(across, len(fragment) // across) + fragment


def _header(across: int, rows: int) -> bytes:
    return b"\x1dv0\x00" + across.to_bytes(2, "little") + rows.to_bytes(2, "little")
