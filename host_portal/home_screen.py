"""The portal on a phone's home screen: its icons, drawn from the mark that every page shows.

An iPhone gives notifications only to what was added there (the manifest names name and icons).
"""

from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from PIL import Image, ImageDraw

import web
from web.access import open_to_everyone

SIZES = frozenset({180, 192, 512})
"""Of an iPhone, and what a manifest must have, in pixels."""
SHARE = 0.6
"""How high the mark is: it stays whole when a phone cuts the icon round."""
FINER = 4
"""Drawn so many times larger, as Pillow smooths no edges."""
PAPER = "#fbf9f4"
MARK = Path(web.__file__).parent / "static" / "mark.svg"

views = Blueprint("home_screen", __name__)


# A phone asks for it when the page is added, without the cookie of whoever is signed in.
@views.get("/icons/<int:size>.png")
@open_to_everyone
def icon(size: int) -> ResponseReturnValue:
    """Send the icon of this size."""
    if size not in SIZES:
        abort(HTTPStatus.NOT_FOUND)
    answer = Response(drawn(size), mimetype="image/png")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer


@lru_cache(maxsize=len(SIZES))
def drawn(size: int) -> bytes:
    """Return the mark in the middle of a square of so many pixels, as PNG."""
    picture = Image.new("RGB", (size * FINER, size * FINER), PAPER)
    mark = ET.parse(MARK).getroot()  # noqa: S314 - our own file, which nobody sends us
    _, _, width, height = map(float, mark.attrib["viewBox"].split())
    dots = size * FINER * SHARE / height
    left, top = (size * FINER - width * dots) / 2, (size * FINER - height * dots) / 2
    for shape in mark:
        _draw(ImageDraw.Draw(picture), shape.attrib, (left, top), dots)
    out = BytesIO()
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(
    draw: ImageDraw.ImageDraw,
    shape: dict[str, str],
    corner: tuple[float, float],
    dots: float,
) -> None:
    x, y, width, height, radius = (
        float(shape[name]) * dots for name in ("x", "y", "width", "height", "rx")
    )
    left, top = corner[0] + x, corner[1] + y
    box = (left, top, left + width, top + height)
    draw.rounded_rectangle(box, radius, fill=shape["fill"])
