"""What of a name reaches paper."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from printers.text.names import printable


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
