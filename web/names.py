"""Names: what of a typed name is a person's or a thing's, and what could only mislead who reads it."""

import unicodedata

import regex

LONGEST = 80
MOST_CODE_POINTS = 240
"""One letter may be written with several; some could be written with thousands."""
MOST_MARKS = 3
# Controls, surrogates, private use, unassigned, marks of direction and unseen fillers; joiners stay.
_UNSEEN = regex.compile(
    r"(?V1)[[\p{C}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]--[\u200C\u200D]]"
)
# How an emoji is drawn is no trick: without these two, half of them could not stand in a name.
_BLANK = regex.compile(
    r"(?V1)[[\p{C}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]"
)
_TOWER = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")
_GRAPHEME = regex.compile(r"\X")


def clean(typed: str) -> str:
    """The name in one line, composed, without anything unseen and without towers of accents."""
    composed = unicodedata.normalize("NFC", " ".join(typed.split()))
    plain = _TOWER.sub(r"\1", _UNSEEN.sub("", composed)).strip()
    return plain if any(character.isalnum() for character in plain) else ""


def is_plain(name: str) -> bool:
    """Whether a thing may be called so: on one line, with a letter or digit, and nothing in it unseen."""
    seen = name.isprintable() and name == name.strip() and not _BLANK.search(name)
    return seen and any(character.isalnum() for character in name)


def letters(name: str) -> int:
    """How many letters a reader would count."""
    return len(_GRAPHEME.findall(name))
