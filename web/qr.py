"""QR codes as pictures, for a kiosk's camera or for a guest's own phone."""

from io import BytesIO

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

QUIET = 4
"""Empty modules around the code, as ISO/IEC 18004 asks for."""


def png(content: str, module: int, quiet: int = QUIET) -> bytes:
    """The QR code as a PNG, black on white, `module` dots to a module; it exists in memory only.

    An invitation code is always version 2: 25 modules and the quiet zone on each side; what a
    confirmed page shows is version 3, with 29.
    """
    # Level M is the highest at which our 30 characters fit into version 2 (Q holds 29 there).
    qr = QRCode(None, ERROR_CORRECT_M, module, quiet, PilImage)
    # One segment: our codes are alphanumeric as a whole, which is the shortest way to write them.
    qr.add_data(content, optimize=0)
    picture = BytesIO()
    qr.make_image(fill_color="black", back_color="white").save(picture, "PNG")
    return picture.getvalue()
