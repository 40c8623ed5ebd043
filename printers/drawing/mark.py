"""The day's mark: its shape tells the weekday, its core the week."""

from functools import lru_cache
from math import cos, radians, sin
from typing import NamedTuple

from PIL import Image, ImageDraw

_FINE = 4
_STROKE = 0.11
_WEEKS = 3


class _Shape(NamedTuple):
    """Corners around a middle, every second one drawn in, the first turned by so many degrees."""

    corners: int
    inset: float = 1.0
    turned: float = 0.0


_SUNDAY, _MONDAY, _TUESDAY, _WEDNESDAY = (
    _Shape(10, inset=0.48),
    _Shape(72),
    _Shape(4, turned=45),
    _Shape(3),
)
_THURSDAY, _FRIDAY, _SATURDAY = _Shape(4), _Shape(6), _Shape(8, inset=0.42)
_SHAPES = (_SUNDAY, _MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY, _SATURDAY)


@lru_cache(maxsize=8)
def mark(day_number: int, side: int) -> Image.Image:
    """Return the mark of the day with that `date.toordinal()` as a mask, `side` dots square.

    It returns after 21 days.
    """
    shape = _SHAPES[day_number % len(_SHAPES)]
    week = day_number % _WEEKS
    picture = Image.new("L", (side * _FINE, side * _FINE))
    ink = ImageDraw.Draw(picture)
    stroke = round(side * _FINE * _STROKE)
    outline = _points(shape, picture.width / 2, picture.width / 2 - stroke / 2 - 1)
    ink.line([*outline, *outline[:2]], fill=255, width=stroke, joint="curve")
    if week:
        ink.polygon(
            _points(shape, picture.width / 2, picture.width * (0.0, 0.2, 0.5)[week]),
            fill=255,
        )
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _points(shape: _Shape, middle: float, reach: float) -> list[tuple[float, float]]:
    points = []
    for corner in range(shape.corners):
        distance = reach * (shape.inset if corner % 2 else 1.0)
        angle = radians(360 * corner / shape.corners + shape.turned)
        points.append((middle + distance * sin(angle), middle - distance * cos(angle)))
    return points
