"""Words fill their place.

Large where they may be, never smaller than they must be, never cut off.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, ImageOps

from printers.text.letters import glyphs
from printers.text.lines import TextLine
from printers.text.spelling import printable
from printers.text.typeset import Sizes, TypesetParagraph, fit

NAME = Sizes(110, 44, 3)


def texts(paragraph: TypesetParagraph) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in paragraph.lines]


@pytest.mark.parametrize("word", ["Wolfeschlegelsteinhausenbergerdorff", "W" * 80])
def test_a_word_too_long_for_a_line_is_broken_rather_than_made_illegible(
    word: str,
) -> None:
    name = fit(word, 336, NAME)

    assert name.size == NAME.smallest
    assert "".join(texts(name)) == word
    assert name.width <= 336


def test_a_name_is_broken_after_a_hyphen_and_keeps_it() -> None:
    assert texts(fit("Johannes-Maximilian", 336, Sizes(44, 44, 2))) == [
        "Johannes-",
        "Maximilian",
    ]


def test_a_short_name_is_as_large_as_it_may_be() -> None:
    assert fit("Bo", 336, NAME).size == NAME.largest


def test_a_name_from_right_to_left_begins_at_the_right() -> None:
    assert fit("محمد", 336, NAME).flush_right
    assert not fit("Gita", 336, NAME).flush_right


def test_a_letter_that_hangs_over_to_the_left_is_not_cut_off() -> None:
    line = TextLine.of(glyphs("j"), 110)
    at_the_edge, within = (_ink_width(line, left) for left in (0, 60))

    assert at_the_edge == within


def _ink_width(line: TextLine, left: int) -> int:
    paper = Image.new("L", (200, 200), 255)
    line.draw(ImageDraw.Draw(paper), left, 0)
    box = ImageOps.invert(paper).getbbox()
    assert box is not None
    return box[2] - box[0]


@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    "words",
    [
        "W" * 80,
        "محمد" * 20,
        "ส" * 300,
        "王" * 80,
        "a\u0301\u0302\u0303\u0304" * 80,
        "\u202e" * 9 + "Gita",
        "﷽" * 9,
        "ስ" * 80,
        "ក្ក" * 60,
        "\u0300" * 90,
        "()" * 40,
        "דA" * 40,
        "\u200d" * 50,
        "𒐫" * 5,
        "",
        "- " * 40,
        ("ཀ" + "".join(map(chr, range(0xF90, 0xF97))) + " ") * 9,
        "క్క" * 80,
        "ส็้็้ " * 40,
    ],
    ids=ascii,
)
@pytest.mark.parametrize("column", [60, 336, 528])
def test_hostile_words_stay_in_the_column_and_make_no_scroll(
    words: str, column: int
) -> None:
    name = fit(words, column, NAME)

    assert name.width <= column
    assert name.height <= 700
    assert name.lines or not printable(words) or column < 336  # no badge is as narrow


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=90), st.integers(80, 600))
def test_any_words_stay_in_the_column(words: str, column: int) -> None:
    assert fit(words, column, NAME).width <= column


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Γιώργος Παπαδόπουλος", ["Γιώργος", "Παπαδό", "πουλος"]),
        ("渡辺直美", ["渡辺直美"]),
        ("アグネス・チャン", ["アグネス・", "チャン"]),
        ("東京都千代田区観光協会", ["東京都千", "代田区観", "光協会"]),
        ("བསྟན་འཛིན་རྒྱ་མཚོ", ["བསྟན་འཛིན་", "རྒྱ་མཚོ"]),
        ("บริษัทวัฒนพาณิชย์กรุงเทพมหานคร", ["บริษัทวัฒนพา", "ณิชย์กรุงเท", "พมหานคร"]),
        ("ស្រីមុំ" * 5, ["ស្រីមុំស្រីមុំស្រី", "មុំស្រីមុំស្រីមុំ"]),
    ],
)
def test_lines_end_where_a_reader_would_end_them(words: str, lines: list[str]) -> None:
    assert texts(fit(words, 336, NAME)) == lines


def test_a_usual_name_is_shaped_a_few_times_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shaped: list[str] = []
    for name in ("getbbox", "getlength"):
        monkeypatch.setattr(ImageFont.FreeTypeFont, name, counted(name, shaped))
    fit("Gita Wijayakusuma", 336, NAME)
    shaped.clear()

    fit("Gita Wijayakusuma", 336, NAME)

    assert len(shaped) <= 6


def counted(name: str, calls: list[str]) -> Callable[..., Any]:
    real = getattr(ImageFont.FreeTypeFont, name)

    def call(*words: Any, **how: Any) -> Any:
        calls.append(name)
        return real(*words, **how)

    return call
