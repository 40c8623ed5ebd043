"""The contact sheet.

Names in every living script on badge columns, whole and within their place.
"""

import pytest
from PIL import Image, ImageDraw, ImageOps

from tools.contact_sheet import COLUMN, Cell, cells, sheet

CELLS = cells()


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_the_ink_of_a_name_keeps_to_its_place(cell: Cell) -> None:
    name = cell.name
    paper = Image.new("L", (COLUMN + 200, name.height + 200), 255)
    name.draw(ImageDraw.Draw(paper), 100, 100)

    left, top, right, bottom = ImageOps.invert(paper).getbbox() or (0, 0, 0, 0)

    assert 100 <= left < right <= 100 + COLUMN
    assert 100 <= top < bottom <= 100 + name.height


def test_the_sheet_holds_every_name() -> None:
    picture = sheet(CELLS)

    assert len(CELLS) > 50
    assert picture.height > len(CELLS) / 5 * min(cell.height for cell in CELLS)
