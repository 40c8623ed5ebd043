"""The picture of an address, for a guest's own phone to open."""

from io import BytesIO

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

MODULE, QUIET = 8, 2


def png(address: str) -> bytes:
    """The address as a PNG, black on white with a quiet zone; it says nothing of anybody."""
    qr = QRCode(
        None, ERROR_CORRECT_M, box_size=MODULE, border=QUIET, image_factory=PilImage
    )
    qr.add_data(address)
    qr.make()
    picture = BytesIO()
    qr.make_image(fill_color="black", back_color="white").save(picture, "PNG")
    return picture.getvalue()
