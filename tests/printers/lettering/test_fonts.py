"""Which letters can be written: all that a font covers, and never a box."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printers.errors import PrinterError, Reason
from printers.lettering import fonts
from printers.lettering.letters import Letter, letters
from printers.lettering.lines import Line
from printers.lettering.names import printable

NO_LETTER = "\U0010fffe"
SHIPPED = ["Gita", "Łukasz Žižek", "Ánh Tuyết", "Αλέξης", "Наталья", "प्रिया शर्मा"]


def written(words: str) -> str:
    return "".join(letter.text for letter in letters(printable(words)))


def is_a_box(letter: Letter) -> bool:
    font = letter.face.at(40)
    box = bytes(font.getmask(NO_LETTER))
    return any(bytes(font.getmask(one)) == box for one in letter.text if one not in "\u200c\u200d")


@pytest.mark.usefixtures("only_shipped_fonts")
@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_fonts_write_the_names_of_half_the_world(name: str) -> None:
    assert written(name) == name


@pytest.mark.usefixtures("only_shipped_fonts")
@pytest.mark.parametrize(
    ("name", "on_paper"),
    [("王小明", ""), ("Wang 王小明", "Wang "), ("𝐆𝐢𝐭𝐚", "Gita"), ("Ｇｉｔａ", "Gita"), ("Gita ①", "Gita 1")],  # noqa: RUF001
)
def test_what_no_font_covers_is_plain_letters_or_left_out(name: str, on_paper: str) -> None:
    assert written(name) == on_paper


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_no_letter_is_ever_a_box(words: str) -> None:
    assert not [letter for letter in letters(printable(words)) if is_a_box(letter)]


@pytest.mark.usefixtures("only_shipped_fonts")
def test_without_any_font_no_badge_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "OWN_FOLDER", fonts.OWN_FOLDER / "none")

    with pytest.raises(PrinterError) as refusal:
        letters("Gita")

    assert refusal.value.reason is Reason.NO_FONTS


def test_a_letter_and_a_line_show_no_words_when_they_are_logged() -> None:
    found = letters("Gita")

    assert "Gita" not in f"{Line.of(found, 40)!r}"
    assert "'G'" not in f"{found!r}"


def test_a_word_stays_in_one_face_as_long_as_it_can() -> None:
    assert len({letter.face for letter in letters("Pramesti Wijaya")}) == 1
