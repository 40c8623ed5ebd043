"""The picture of an invitation code, as large and sharp as a kiosk's camera likes it."""

from io import BytesIO

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

VERSION, MODULE, QUIET = 2, 20, 4


def png(code: str) -> bytes:
    """The code as a PNG, black on white with its quiet zone; it exists in memory only."""
    qr = QRCode(
        VERSION, ERROR_CORRECT_M, box_size=MODULE, border=QUIET, image_factory=PilImage
    )
    qr.add_data(code, optimize=0)
    qr.make(fit=False)
    picture = BytesIO()
    qr.make_image(fill_color="black", back_color="white").save(picture, "PNG")
    return picture.getvalue()
