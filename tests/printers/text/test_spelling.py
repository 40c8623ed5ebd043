"""One rule for names: they look as they did, and spelling them again changes nothing."""

import sys
import unicodedata
from functools import cache

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from printers.text.spelling import sound, spelt


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
