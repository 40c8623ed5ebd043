"""One rule for names: they look as they did, and spelling them again changes nothing."""

import sys
import unicodedata
from functools import cache

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from printers.text.spelling import printable, sound, spelt


@cache
def replaced() -> list[str]:
    """Characters that NFC replaces by another one: 1,002 kanji, and Greek accents among others."""
    return [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if len(unicodedata.decomposition(sign).split()) == 1 and not sign.isspace()
    ]


@given(st.text(max_size=60))
@example("e\u034f\u0301")
@example("\u0301\u0302 \u0303")
@example("\u1820\u180b\u180b")
@example("\u200d\ue000\u200c")
def test_a_name_spelt_twice_is_spelt_as_once(words: str) -> None:
    assert spelt(spelt(words)) == spelt(words)
    assert sound(sound(words)) == sound(words)


def test_no_character_is_replaced_by_another() -> None:
    assert len(replaced()) > 1000
    assert spelt("x".join(replaced())) == "x".join(replaced())


@given(
    st.deferred(
        lambda: st.text(st.characters(exclude_characters=replaced()), max_size=60)
    )
)
def test_what_is_spelt_is_in_canonical_form(words: str) -> None:
    assert unicodedata.is_normalized("NFC", spelt(words))


@pytest.mark.parametrize("base", ["Z", "\u03b6", "\u0416", "\u0632", "1", "\u0915"])
def test_no_letter_carries_a_tower_of_accents(base: str) -> None:
    tower = "".join(map(chr, range(0x300, 0x330)))

    left = unicodedata.normalize("NFD", sound(base + tower))

    assert len(regex.findall(r"\p{Mn}", left)) == 4


def test_no_letter_of_any_script_carries_more_than_twelve() -> None:
    assert len(sound("\u0f40" + "".join(map(chr, range(0xF90, 0xFBC))))) == 1 + 12
    assert sound("\u0e2a" + "\u0e47\u0e49" * 9) == "\u0e2a" + "\u0e47\u0e49" * 2


def test_marks_beside_a_letter_are_never_counted() -> None:
    assert sound("\u1000" + "\u102c" * 20) == "\u1000" + "\u102c" * 20


@pytest.mark.parametrize(
    "name",
    [
        "Gita Pramesti",
        "Nguyễn Thị Ánh",
        "محمد الفارسي",
        "王小明",
        "မျိုးမြင့်",
        "အောင်မြို့",
        "ស្រីមុំ",
        "ஸ்ரீநிவாசன்",
        "Zoë O'Hara-Ng",
    ],
)
def test_a_living_name_is_printed_as_it_is_written(name: str) -> None:
    assert printable(name) == unicodedata.normalize("NFC", name)


def test_joiners_stay_between_letters() -> None:
    assert printable("می‌خواهم") == "می‌خواهم"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Gi\u202eta", "Gita"),
        ("Gi\u2066ta\u2069", "Gita"),
        ("Gita\x00\x1b@\x10\x04\x01", "Gita@"),
        ("Gita\r\n\tPramesti", "Gita Pramesti"),
        ("Gita 👩‍👩‍👧 🇮🇩 1️⃣", "Gita 1"),
        ("Gi\ue000ta\ud800", "Gita"),
        ("Gi\u3164\u115f\u2800ta", "Gita"),
        ("Gite\u0301", "Gité"),
        ("\u0301\u0302Gita", "Gita"),
        ("a" + "\u0323" * 40, "ạ\u0323"),
        ("\u200d\u200d \u200c", ""),
        ("Gita\U000e0101 ક\ufe01", "Gita ક"),
        ("Gi\u180bta\u034f", "Gita"),
        ("\u08e2\u0661\u0662", "\u08e2\u0661\u0662"),
        ("ᠠ\u202fᠢ a\u202fb", "ᠠ\u202fᠢ a b"),
        ("ཀ" + "\u0f90\u0fb5" * 9, "ཀ" + "\u0f90\u0fb5" * 2),
    ],
)
def test_what_is_not_a_letter_of_a_name_is_dropped(written: str, printed: str) -> None:
    assert printable(written) == printed


def test_a_name_ends_after_eighty_letters() -> None:
    assert len(regex.findall(r"\X", printable("é" * 300))) == 80


@given(st.text(max_size=300))
def test_nothing_unseen_is_left_of_any_words(words: str) -> None:
    left = printable(words)

    assert not regex.search(r"\p{Extended_Pictographic}|[\u0300-\u036F]{5}|\n|  ", left)
    assert not regex.search(
        r"(?V1)[\p{C}--[\u200C\u200D\u180E\p{Prepended_Concatenation_Mark}]]", left
    )
    assert regex.search(r"\p{M}{40}", left) is None
    assert len(left) <= 240
