"""Which letters can be written.

All that a font covers, never a box, and staff hear of what cannot.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from printers.text.letters import Glyph, glyphs, printable_fully
from printers.text.lines import TextLine
from printers.text.scripts import SCRIPTS, SampleName
from printers.text.spelling import printable

NO_LETTER = "\U0010fffe"
UNSEEN = " \u200c\u200d"
SHIPPED = ["Gita", "Łukasz Žižek", "Ánh Tuyết", "Αλέξης", "Наталья", "प्रिया शर्मा"]
FURTHER = [
    SampleName("ᨕᨑᨘ ᨄᨒᨀ"),
    SampleName("𐒋𐒘𐒈𐒑𐒛𐒒"),
    SampleName("ㄨㄤˊ ㄒㄧㄠˇ"),
    SampleName("ꕙꔤ"),
    SampleName("ꨌꩌ"),
]


def written(words: str) -> str:
    return "".join(letter.text for letter in glyphs(printable(words)))


def boxes(found: list[Glyph]) -> list[Glyph]:
    """Letters that FreeType, asked for each character, draws like one that no font has."""
    return [
        one
        for one in found
        if any(
            _glyph(one, part) == _glyph(one, NO_LETTER)
            for part in one.text
            if part not in UNSEEN
        )
    ]


def _glyph(letter: Glyph, character: str) -> bytes:
    face = letter.face
    font = ImageFont.truetype(
        face.path, 40, index=face.number, layout_engine=ImageFont.Layout.BASIC
    )
    return bytes(font.getmask(character))


@pytest.mark.sampled(20)
@pytest.mark.parametrize(
    "name",
    [name for script in SCRIPTS for name in script.names] + FURTHER,
    ids=lambda name: name.words,
)
def test_a_name_is_written_whole_in_its_script_and_without_a_box(
    name: SampleName,
) -> None:
    found = glyphs(printable(name.words), name.language)

    assert printable_fully(*name), (
        "install fonts-noto-core and fonts-noto-cjk: tools/install_test_tools.sh"
    )
    assert not boxes(found)
    assert all(
        one.face.at(40).getmask(one.text).getbbox()
        for one in found
        if not one.text.isspace()
    )


def test_a_box_would_be_noticed() -> None:
    (letter,) = glyphs("G")

    assert boxes([Glyph("王", letter.face)])


@pytest.mark.usefixtures("only_shipped_fonts")
@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_fonts_write_the_names_of_half_the_world(name: str) -> None:
    assert written(name) == name


@pytest.mark.usefixtures("only_shipped_fonts")
@pytest.mark.parametrize(
    ("name", "on_paper"),
    [
        ("王小明", ""),
        ("Wang 王小明", "Wang "),
        ("𝐆𝐢𝐭𝐚", "Gita"),  # noqa: RUF001
        ("Ｇｉｔａ", "Gita"),  # noqa: RUF001
        ("Gita ①", "Gita 1"),
        ("Gi\u0363ta", "Gita"),
        ("प्र\u11301", "प्र1"),
    ],
)
def test_what_no_font_covers_is_plain_letters_or_left_out(
    name: str, on_paper: str
) -> None:
    assert written(name) == on_paper


@pytest.mark.usefixtures("only_shipped_fonts")
@pytest.mark.parametrize(
    ("words", "fully"),
    [
        ("Gita Pramesti", True),
        ("Gite\u0301", True),
        ("Gita 🙂", False),
        ("  ", True),
        ("王小明", False),
        ("Wang 王", False),
        ("🙂", False),
        ("G" * 80, True),
        ("G" * 81, False),
    ],
)
def test_staff_can_be_told_of_a_name_that_cannot_be_written_in_full(
    words: str,
    fully: bool,  # noqa: FBT001
) -> None:
    assert printable_fully(words) is fully


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_no_letter_is_ever_a_box(words: str) -> None:
    assert not boxes(glyphs(printable(words)))


def test_a_letter_and_a_line_show_no_words_when_they_are_logged() -> None:
    found = glyphs("Gita")

    assert "Gita" not in f"{TextLine.of(found, 40)!r}"
    assert "'G'" not in f"{found!r}"


def test_a_word_stays_in_one_face_as_long_as_it_can_and_the_next_one_has_its_own() -> (
    None
):
    assert len({letter.face for letter in glyphs("Pramesti Wijaya")}) == 1
    assert glyphs("王Wang")[1].face == glyphs("王")[0].face
    assert glyphs("王 Wang")[2:] == glyphs("Wang")
