"""The picture of an invitation code: a QR that a kiosk's camera reads from a phone."""

from io import BytesIO

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

VERSION, QUIET = 2, 4
MODULE = 14
SIDE = (17 + 4 * VERSION + 2 * QUIET) * MODULE


def png(code: str) -> bytes:
    """The code as a PNG of `SIDE` by `SIDE` dots, black on white with its quiet zone."""
    qr = QRCode(
        VERSION, ERROR_CORRECT_M, box_size=MODULE, border=QUIET, image_factory=PilImage
    )
    qr.add_data(code, optimize=0)
    qr.make(fit=False)
    picture = BytesIO()
    qr.make_image(fill_color="black", back_color="white").save(picture, "PNG")
    return picture.getvalue()
