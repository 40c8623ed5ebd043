"""What a printer is sent, byte for byte: pictures as raster fragments (GS v 0), and commands."""

import re
from collections.abc import Iterator

from PIL import Image

from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind

# Rows of a fragment: below 256, as a clone may ignore the height's high byte.
ROWS = 128
# Fragments of 48 rows, or a multiple, come out garbled from the firmware of one clone.
GARBLED = 48
# ESC @ resets the printer and switches ASB off; GS a 0E switches it on again.
START = b"\x1b@\x1da\x0e"
# GS V 66 0: feed to the cutter and cut. Without the feed it would cut through the badge.
CUT = b"\x1dVB\x00"

# A printer executes DLE EOT, DLE ENQ and DLE DC4 the moment they arrive, inside a picture too.
# One more dot in DLE changes nothing that anybody sees.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_ONE_DOT_MORE = b"\x18"
# ESC d 5: five lines, so that a unit without a cutter can be torn off below the badge.
FEED = b"\x1bd\x05"
# GS r 1: answered once everything before it is printed.
BARRIER = b"\x1dr\x01"
# NULs complete the header of a raster fragment that was cut short: else the next question
# would be read as its size, and badges as its dots. Anywhere else a printer ignores NUL.
FILL = bytes(8)
# DLE EOT n: 1 printer, 2 cause of offline, 3 error, 4 paper sensors.
STATUS_KINDS = range(1, 5)
# GS I n: 66 the maker's name, 67 the model's.
MAKER, MODEL = 66, 67


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


def ending(cutter: bool) -> bytes:  # noqa: FBT001 - what a unit has is a yes or a no
    """Return what ends a badge: the cut, or five lines of paper for a unit without a cutter."""
    return CUT if cutter else FEED


def process_id(token: bytes) -> bytes:
    """Return GS ( H function 48: echo `token`, 4 printable bytes, once all before is printed."""
    return b"\x1d(H\x06\x0000" + token


def status_request(kind: int) -> bytes:
    """Return DLE EOT for one of the STATUS_KINDS: printer, offline cause, error, paper."""
    return bytes((0x10, 0x04, kind))


# All four status requests at once: the answers come while the first strip is drawn.
GREETING = FILL + b"".join(map(status_request, STATUS_KINDS))


def identity_request(which: int) -> bytes:
    """Return GS I for the MAKER's or the MODEL's name."""
    return bytes((0x1D, 0x49, which))
