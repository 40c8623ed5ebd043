"""Draws names in every living script as on the narrowest badge.

`python -m tools.contact_sheet [FILE.png]`
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from printers.text.scripts import SCRIPTS, SampleName
from printers.text.typeset import Sizes, TypesetParagraph, fit

COLUMN = 336
NAME = Sizes(110, 44, 3)
CAPTION = Sizes(20, 16)
ACROSS = 5
GAP = 32
MIXED = (
    SampleName("Dr. محمد Smith (ABC)"),
    SampleName("דנה Ng (12) כהן"),
    SampleName("محمد (Kopi 24) الفارسي"),
    SampleName("王小明 Wang"),
    SampleName("Gita\u202e Pramesti 🙂 \ue000"),
    SampleName("Z̶̢̛͖̿͋̈́a̷̡̲͛͌͝l̵̬̓͜g̸̢̈́̽o̶̢̜̔"),
    SampleName("บริษัทวัฒนพาณิชย์กรุงเทพมหานครศรีอยุธยาจำกัดมหาชน"),
    SampleName("محمدعبدالرحمنالفارسيالطويلجداجدامحمدعبدالرحمن"),
)


class Cell(NamedTuple):
    """A name in its column, with what it shows written above."""

    caption: TypesetParagraph
    name: TypesetParagraph

    @property
    def height(self) -> int:
        return self.caption.height + self.name.height + GAP

    def draw(self, ink: ImageDraw.ImageDraw, left: int, top: int) -> None:
        self.caption.draw(ink, left, top)
        top += self.caption.height + GAP // 4
        ink.rectangle(
            (left - 3, top, left + COLUMN + 2, top + self.name.height), outline=200
        )
        self.name.draw(ink, left, top)


def main() -> None:
    """The picture is in the file."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet.png")
    picture = sheet(cells())
    picture.save(file)
    sys.stdout.write(f"{file}: {picture.width} x {picture.height}\n")


def cells() -> list[Cell]:
    """Every name of every script, and those that mix directions or would rather break the badge."""
    living = [
        _cell(f"{one.title} {name.language}", name)
        for one in SCRIPTS
        for name in one.names
    ]
    return [*living, *(_cell("mixed, long, hostile", name) for name in MIXED)]


def sheet(cells: Sequence[Cell]) -> Image.Image:
    """The cells in rows, black on white."""
    rows = [cells[start : start + ACROSS] for start in range(0, len(cells), ACROSS)]
    heights = [max(cell.height for cell in row) + GAP for row in rows]
    picture = Image.new("L", ((COLUMN + GAP) * ACROSS + GAP, sum(heights) + GAP), 255)
    ink = ImageDraw.Draw(picture)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for place, cell in enumerate(row):
            cell.draw(ink, GAP + place * (COLUMN + GAP), top)
        top += height
    return picture


def _cell(title: str, name: SampleName) -> Cell:
    return Cell(
        fit(title, COLUMN, CAPTION), fit(name.words, COLUMN, NAME, name.language)
    )


if __name__ == "__main__":
    main()
