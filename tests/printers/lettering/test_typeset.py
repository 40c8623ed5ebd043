"""Words fill their place: large where they may be, never smaller than they must be, never cut off."""

import pytest
from PIL import Image, ImageDraw, ImageOps

from printers.lettering.letters import letters
from printers.lettering.lines import Line
from printers.lettering.typeset import Paragraph, Sizes, fit

NAME = Sizes(110, 44, 3)


def texts(paragraph: Paragraph) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in paragraph.lines]


@pytest.mark.parametrize("word", ["Wolfeschlegelsteinhausenbergerdorff", "W" * 80])
def test_a_word_too_long_for_a_line_is_broken_rather_than_made_illegible(word: str) -> None:
    name = fit(word, 336, NAME)

    assert name.size == NAME.smallest
    assert "".join(texts(name)) == word
    assert name.width <= 336


def test_a_name_is_broken_after_a_hyphen_and_keeps_it() -> None:
    assert texts(fit("Johannes-Maximilian", 336, Sizes(44, 44, 2))) == ["Johannes-", "Maximilian"]


def test_a_short_name_is_as_large_as_it_may_be() -> None:
    assert fit("Bo", 336, NAME).size == NAME.largest


def test_a_name_from_right_to_left_begins_at_the_right() -> None:
    assert fit("محمد", 336, NAME).flush_right
    assert not fit("Gita", 336, NAME).flush_right


def test_a_letter_that_hangs_over_to_the_left_is_not_cut_off() -> None:
    line = Line.of(letters("j"), 110)
    at_the_edge, within = (_ink_width(line, left) for left in (0, 60))

    assert at_the_edge == within


def _ink_width(line: Line, left: int) -> int:
    paper = Image.new("L", (200, 200), 255)
    line.draw(ImageDraw.Draw(paper), left, 0)
    box = ImageOps.invert(paper).getbbox()
    assert box is not None
    return box[2] - box[0]
