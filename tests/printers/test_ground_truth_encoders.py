"""The ground truth's reader against bytes that others wrote.

Dot by dot what they were given to print.
"""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from escpos.printer import Dummy
from PIL import Image

from printers.badge import BadgeContent
from printers.drawing.layout import draw
from tests.faults import badges_on_paper, ground_truth
from tests.faults.ground_truth import Paper

SCRIPT = Path(__file__).with_name("other_encoder.mjs")
WAYS = ["bitImageRaster", "graphics", "bitImageColumn"]


def speckled(width: int, height: int) -> Image.Image:
    """Dots at random, so that none can be in another's place unnoticed."""
    return Image.frombytes(
        "1", (width, height), random.Random(width).randbytes(width // 8 * height)
    )


def by_escpos(picture: Image.Image, **options: object) -> Paper:
    encoder = Dummy()
    encoder.image(picture.convert("L"), **options)
    encoder.cut()
    return ground_truth.read(encoder.output)


def by_npm(picture: Image.Image, mode: str) -> Paper:
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    command = [node, str(SCRIPT), *map(str, picture.size), mode]
    dots = picture.convert("RGBA").tobytes()
    return ground_truth.read(
        subprocess.run(command, input=dots, capture_output=True, check=True).stdout
    )


def at_the_left(picture: Image.Image) -> Image.Image:
    paper = Image.new("1", (ground_truth.RECEIPT, picture.height), 255)
    paper.paste(picture)
    return paper


def top_of(paper: Paper, height: int) -> Image.Image:
    (sheet,) = paper.sheets
    assert paper.foreign == []
    return sheet.picture.crop((0, 0, sheet.picture.width, height))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("width", "height"), [(576, 240), (16, 48), (384, 1200)])
def test_a_picture_by_python_escpos_is_read_dot_by_dot(
    way: str, width: int, height: int
) -> None:
    picture = speckled(width, height)

    read = top_of(by_escpos(picture, impl=way, fragment_height=240), height)

    assert read.tobytes() == at_the_left(picture).tobytes()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("wide", "high"), [(2, 1), (1, 2), (2, 2)])
def test_a_picture_in_low_density_is_stretched(way: str, wide: int, high: int) -> None:
    picture = speckled(96, 48)
    times = high if way != "bitImageColumn" else 3 if high == 2 else 1

    options = {"high_density_horizontal": wide == 1, "high_density_vertical": high == 1}
    read = top_of(by_escpos(picture, impl=way, **options), 48 * times)

    larger = picture.resize((96 * wide, 48 * times), Image.Resampling.NEAREST)
    assert read.tobytes() == at_the_left(larger).tobytes()


@pytest.mark.parametrize("mode", ["raster", "column"])
@pytest.mark.parametrize(("width", "height"), [(96, 144), (576, 480)])
def test_a_picture_by_an_encoder_in_javascript_is_read_dot_by_dot(
    mode: str, width: int, height: int
) -> None:
    picture = speckled(width, height)

    paper = by_npm(picture, mode)

    assert top_of(paper, height).tobytes() == at_the_left(picture).tobytes()
    assert b"Gita" in paper.sheets[0].text


@pytest.mark.parametrize("way", WAYS)
def test_a_badge_by_another_encoder_can_be_scanned(
    badge: BadgeContent, way: str
) -> None:
    paper = by_escpos(draw(badge), impl=way, fragment_height=480)

    assert badges_on_paper.on(paper.sheets) == [badge.code]
