"""The day's mark: its shape tells the weekday, its core the week, and yesterday's is known from afar."""

from collections.abc import Sequence
from math import cos, pi, sin

from PIL import Image, ImageDraw

_FINE = 4
_STROKE = 0.1
_WEEKS = 3

# corners, how far every second corner is drawn in, degrees turned
_SHAPES: Sequence[tuple[int, float, float]] = (
    (10, 0.45, 0),  # Sunday: a star
    (64, 1.0, 0),  # Monday: a circle
    (4, 1.0, 45),  # Tuesday: a square
    (3, 1.0, 0),  # Wednesday: a triangle
    (4, 1.0, 0),  # Thursday: a diamond
    (6, 1.0, 0),  # Friday: a hexagon
    (8, 0.42, 0),  # Saturday: a star of four points
)


def mark(day_number: int, side: int) -> Image.Image:
    """Return the mark of the day with that `date.toordinal()`, `side` dots square; it returns in 21 days."""
    shape, week = _SHAPES[day_number % len(_SHAPES)], day_number % _WEEKS
    picture = Image.new("L", (side * _FINE, side * _FINE), 255)
    ink = ImageDraw.Draw(picture)
    ink.polygon(_outline(shape, side, 1.0), fill=0)
    ink.polygon(_outline(shape, side, 1 - 2.4 * _STROKE), fill=255)
    if week:
        ink.polygon(_outline(shape, side, (0.0, 0.3, 0.52)[week]), fill=0)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _outline(shape: tuple[int, float, float], side: int, scale: float) -> list[tuple[float, float]]:
    corners, inset, turned = shape
    middle = side * _FINE / 2
    points = []
    for corner in range(corners):
        reach = middle * scale * (inset if corner % 2 else 1.0)
        angle = 2 * pi * corner / corners + turned * pi / 180
        points.append((middle + reach * sin(angle), middle - reach * cos(angle)))
    return points
