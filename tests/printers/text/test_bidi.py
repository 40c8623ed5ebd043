"""Runs of both directions stand in the order in which they are read."""

from dataclasses import dataclass

import pytest

from printers.text import bidi


@dataclass
class Part:
    """Text with its level."""

    text: str
    level: int


def seen(*parts: str) -> list[str]:
    levels = bidi.levels(parts, bidi.base("".join(parts)))
    runs = [Part(text, level) for text, level in zip(parts, levels, strict=True)]
    return [run.text for run in bidi.in_visual_order(runs)]


@pytest.mark.parametrize(
    ("text", "base"),
    [("Gita", 0), ("محمد", 1), ("12 דנה", 1), ("12", 0), ("", 0), ("G محمد", 0)],
)
def test_a_line_begins_where_its_first_strong_letter_begins(
    text: str, base: int
) -> None:
    assert bidi.base(text) == base


def test_hebrew_within_latin_is_turned_by_itself() -> None:
    assert seen("Gita", " ", "דנה", " ", "כהן", " ", "Pramesti") == [
        "Gita",
        " ",
        "כהן",
        " ",
        "דנה",
        " ",
        "Pramesti",
    ]


def test_latin_and_numbers_within_hebrew_keep_their_own_order() -> None:
    assert seen("דנה", " ", "Gita", " ", "12", " ", "כהן") == [
        "כהן",
        " ",
        "Gita",
        " ",
        "12",
        " ",
        "דנה",
    ]


@pytest.mark.parametrize(
    ("text", "levels_of_fribidi"),
    [
        ("Dr. محمد Smith (ABC)", "00001111000000000000"),
        ("محمد (ABC)", "1111112221"),
        ("דנה (כהן) Ng", "111111111122"),
        ("Ng (כהן) דנה", "000011100111"),
        ("דנה Ng (ABC)", "111122222222"),
        ("דנה A (1) כהן B", "111122222111112"),
        ("Gita דנה 12", "00000111122"),
        ("דנה 12-34", "111122222"),
        ("محمد 12", "1111122"),
        ("دور 1-2", "1111212"),
        ("G (דנה)", "0001110"),
        ("דנה 5%", "111122"),
        ("$5 דנה", "221111"),
        ("3,4 דנה", "2221111"),
        ("[ד] A", "11112"),
        ("A (ד", "0001"),
        ("", ""),
    ],
)
def test_levels_are_those_of_another_implementation(
    text: str, levels_of_fribidi: str
) -> None:
    assert bidi.levels(list(text), bidi.base(text)) == list(map(int, levels_of_fribidi))
