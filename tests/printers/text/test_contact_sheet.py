"""The contact sheet.

Names in every living script on badge columns, whole and within their place.
"""

from functools import cache

from PIL import Image, ImageDraw, ImageOps

from tools import contact_sheet
from tools.contact_sheet import COLUMN, Cell, sheet

cells = cache(contact_sheet.cells)


def test_the_ink_of_every_name_keeps_to_its_place() -> None:
    assert [cell for cell in cells() if not keeps_to_its_place(cell)] == []


def keeps_to_its_place(cell: Cell) -> bool:
    name = cell.name
    paper = Image.new("L", (COLUMN + 200, name.height + 200), 255)
    name.draw(ImageDraw.Draw(paper), 100, 100)

    left, top, right, bottom = ImageOps.invert(paper).getbbox() or (0, 0, 0, 0)

    is_within = 100 <= left < right <= 100 + COLUMN
    return is_within and 100 <= top < bottom <= 100 + name.height


def test_the_sheet_holds_every_name() -> None:
    picture = sheet(cells())

    assert len(cells()) > 50
    assert picture.height > len(cells()) / 5 * min(cell.height for cell in cells())
