"""The square that a scanner reads."""

import re

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from printers.errors import PrinterError, Reason

VERSION = 2
MODULE = 5
QUIET = 4 * MODULE
SIDE = (17 + 4 * VERSION) * MODULE
_MASK = 2
_CODE = re.compile(r"LB1:[0-9A-HJKMNP-TV-Z]{26}")


def checked(code: str) -> str:
    """Return the code; raises PrinterError: bad_code, if it is not a badge's."""
    if not _CODE.fullmatch(code):
        raise PrinterError(Reason.BAD_CODE)
    return code


def square(code: str) -> Image.Image:
    """Return the badge's code as a mask of 125 by 125 dots, to be set in a quiet zone of 20."""
    qr = QRCode(VERSION, ERROR_CORRECT_M, box_size=1, border=0, mask_pattern=_MASK)
    qr.add_data(code, optimize=0)
    qr.make(fit=False)
    rows = qr.get_matrix()
    modules = Image.frombytes("L", (len(rows), len(rows)), bytes(255 * dark for row in rows for dark in row))
    return modules.resize((SIDE, SIDE), Image.Resampling.NEAREST)
