"""QR codes read back from pictures, by a reader that shares no code with the product."""

import io

import zxingcpp
from PIL import Image


def read_code(picture: Image.Image | bytes) -> str:
    """The one QR code of a picture."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    found = zxingcpp.read_barcodes(image.convert("L"))
    if len(found) != 1:
        raise AssertionError(f"the picture holds {len(found)} codes")
    return str(found[0].text)
