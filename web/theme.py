"""The theme: a site's accent colour as a stylesheet, lightened or darkened until it is readable."""

from flask import Blueprint, Flask, Response, abort
from flask.typing import ResponseReturnValue

from web.access import open_to_everyone
from web.static_files import FOR_GOOD

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
# `--sunk` of tokens.css, light and dark: the darker paper in light, the lighter one in dark.
LIGHT_PAPER: Colour = (0xEF, 0xEA, 0xE0)
DARK_PAPER: Colour = (0x26, 0x2D, 0x29)
READABLE = 7.0
"""The contrast that WCAG 2.2 AAA asks of text (1.4.6)."""
# The accent changes by 2 % a step, so it stays close to what was chosen.
STEPS = 50
DARKEST = 0.04045
"""Below this, the sRGB curve is a straight line."""
HEX = frozenset("0123456789abcdef")

views = Blueprint("theme", __name__)


def set_up(app: Flask) -> None:
    """Serve the stylesheet of each accent colour."""
    app.register_blueprint(views)


@views.get("/theme/<colour>.css")
@open_to_everyone
def send(colour: str) -> ResponseReturnValue:
    """Send the stylesheet of a colour; it never changes."""
    # What stands in the address goes into the stylesheet: nothing but a colour may.
    if len(colour) != len("rrggbb") or not set(colour) <= HEX:
        abort(404)
    answer = Response(stylesheet(colour), mimetype="text/css")
    answer.headers["Cache-Control"] = FOR_GOOD
    return answer


def stylesheet(colour: str) -> str:
    """The accent's CSS variables for the light and the dark scheme, each with enough contrast."""
    accent = parse(colour)
    light, dark = readable(accent, LIGHT_PAPER), readable(accent, DARK_PAPER)
    return (
        f":root{{{_variables(light, LIGHT_PAPER, WHITE, BLACK)}}}"
        "@media (prefers-color-scheme:dark)"
        f"{{:root{{{_variables(dark, DARK_PAPER, BLACK, WHITE)}}}}}"
    )


def readable(colour: Colour, paper: Colour) -> Colour:
    """The nearest colour with a contrast of at least 7 to 1 to the paper."""
    away = BLACK if _luminance(paper) > 0.5 else WHITE  # noqa: PLR2004 - half way
    shades = (_mixed(colour, away, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in shades if contrast(shade, paper) >= READABLE), away)


def parse(colour: str) -> Colour:
    """The colour written `rrggbb` or `#rrggbb`."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def contrast(first: Colour, second: Colour) -> float:
    """The contrast ratio of two colours as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _variables(accent: Colour, paper: Colour, on: Colour, away: Colour) -> str:
    values = {
        "accent": accent,
        "accent-ink": accent,
        "accent-strong": _mixed(accent, away, 0.2),
        "accent-soft": paper,
        "on-accent": on,
    }
    return ";".join(f"--{name}:#{bytes(value).hex()}" for name, value in values.items())


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(part + (target - part) * share)
        for part, target in zip(colour, other, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    # Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= DARKEST else ((part + 0.055) / 1.055) ** 2.4
