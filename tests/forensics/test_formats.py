"""A format that the scanner cannot look into is named, and never called clean."""

from pathlib import Path

import pytest
from PIL import Image

from tests.forensics import canaries
from tests.forensics.scanner.foreign_formats import foreign
from tests.forensics.scanner.scan import scan


def test_a_picture_is_counted_as_not_understood(tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "badge.jpg")

    assert scan([], canaries.search(), [tmp_path]).foreign == {"JPEG": 1}


@pytest.mark.parametrize(
    "format_", ["PNG", "JPEG", "GIF", "WebP", "TIFF", "PDF", "PPM"]
)
def test_pictures_are_known_by_how_they_begin(tmp_path: Path, format_: str) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "picture", format_.upper())

    assert foreign((tmp_path / "picture").read_bytes()) == (
        None if format_ == "PPM" else format_
    )
