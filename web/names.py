"""Names as typed: cleaned of invisible and misleading characters, or checked for them."""

import unicodedata

import regex

LONGEST = 80
"""Letters as a reader counts them."""
MOST_CODE_POINTS = 240
"""Three to a letter; a single letter could be written with thousands."""
LONGEST_RAW = 4 * MOST_CODE_POINTS
"""What is longer is not even cleaned: that takes a time that grows with the square."""
MOST_MARKS = 3
"""Accents on one letter. Vietnamese needs two; a tower of them covers the lines above."""
# Controls, surrogates, private use, unassigned, direction marks and invisible fillers. Both
# joiners stay: Persian and Indic scripts are spelt with them.
_UNSEEN = regex.compile(
    r"(?V1)[[\p{C}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]--[\u200C\u200D]]"
)
# The two variation selectors say how an emoji is drawn; half of the emoji could not be typed
# without them.
_BLANK = regex.compile(
    r"(?V1)[[\p{C}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]"
)
_TOWER = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")
_GRAPHEME = regex.compile(r"\X")


def clean(typed: str) -> str:
    """The name on one line in NFC, without invisible characters or towers of accents.

    Empty if no letter is left.
    """
    composed = unicodedata.normalize("NFC", " ".join(typed.split()))
    plain = _TOWER.sub(r"\1", _UNSEEN.sub("", composed)).strip()
    return plain if any(character.isalnum() for character in plain) else ""


def is_plain(name: str) -> bool:
    """True for a name on one line, with a letter or digit, and without invisible characters."""
    seen = name.isprintable() and name == name.strip() and not _BLANK.search(name)
    return seen and any(character.isalnum() for character in name)


def letters(name: str) -> int:
    """The number of letters that a reader would count (grapheme clusters)."""
    return len(_GRAPHEME.findall(name))
