"""Runs of both directions stand in the order in which they are read."""

from dataclasses import dataclass

import pytest

from printers.lettering import bidi


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
    ("text", "base"), [("Gita", 0), ("محمد", 1), ("12 דנה", 1), ("12", 0), ("", 0), ("G محمد", 0)]
)
def test_a_line_begins_where_its_first_strong_letter_begins(text: str, base: int) -> None:
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
    assert seen("דנה", " ", "Gita", " ", "12", " ", "כהן") == ["כהן", " ", "Gita", " ", "12", " ", "דנה"]
