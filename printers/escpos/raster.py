"""A picture as ESC/POS raster fragments (GS v 0)."""

import re
from collections.abc import Iterator

from PIL import Image

from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind

# Rows of a fragment: below 256, as a clone may ignore the height's high byte.
ROWS = 128
# Fragments of 48 rows, or a multiple, come out garbled from the firmware of one clone.
GARBLED = 48
# ESC @, which resets the printer and switches ASB off.
#
# Then GS a 0E, which switches it on again.
START = b"\x1b@\x1da\x0e"
# GS V 66 0: feed to the cutter and cut. Without the feed it would cut through the badge.
CUT = b"\x1dVB\x00"

# A printer executes DLE EOT, DLE ENQ and DLE DC4 the moment they arrive, inside a picture too.
# One more dot in DLE changes nothing that anybody sees.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_ONE_DOT_MORE = b"\x18"


def fragments(image: Image.Image) -> bytes:
    """Return the picture in fragments of 128 rows, counted from its end; the first is shorter.

    The image has mode "1" and whole bytes a row, else PrinterError: bad_image. A byte that
    would be taken for a real-time command gets one dot more.
    """
    if image.mode != "1" or image.width % 8:
        raise PrinterError(
            PrintProblemKind.BAD_IMAGE, f"mode {image.mode}, {image.width} dots wide"
        )
    tame = _REAL_TIME.sub(_ONE_DOT_MORE, image.tobytes("raw", "1;I"))
    return b"".join(_cut_up(tame, image.width // 8, image.height))


def _cut_up(dots: bytes, across: int, rows: int) -> Iterator[bytes]:
    place = 0
    for height in _heights(rows):
        end = place + height * across
        yield (
            b"\x1dv0\x00"
            + across.to_bytes(2, "little")
            + height.to_bytes(2, "little")
            + dots[place:end]
        )
        place = end


def _heights(rows: int) -> list[int]:
    """Return the rows of each fragment, none of 48 or its multiples."""
    whole, rest = divmod(rows, ROWS)
    first = [rest] if rest % GARBLED else [rest // 2 - 1, rest // 2 + 1]
    return [*(first if rest else []), *[ROWS] * whole]
