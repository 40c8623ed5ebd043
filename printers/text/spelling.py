"""Names as people spell them: one rule for what is typed, kept and printed."""

import unicodedata
from itertools import groupby
from typing import Literal

import regex

LONGEST = 80
"""Letters as a reader counts them."""
MOST_CODE_POINTS = 240
"""Three to a letter; a single letter could be written with thousands."""
MOST_ACCENTS = 4
"""Accents on one letter (UTS 39, 5.4); a tower of them covers the lines above."""
MOST_MARKS = 12
"""Marks above and below one letter in any script; the tallest Tibetan stack has nine."""
MOST_ALIKE = 2
"""Of one mark on one letter (UTS 39, 5.4, has one); Tibetan writes a long vowel with two."""

_JOINERS = r"\u200C\u200D"
_MONGOLIAN_BLANK = r"\u202F(?=\p{Mongolian})"
_BLANKS = regex.compile(rf"(?:(?!{_MONGOLIAN_BLANK})[\s\p{{Z}}])+")
# Unseen, but the letter beside them looks otherwise: Persian, Indic, Mongolian and Burmese
# letters and kanji of names are spelt with them.
_SPELT_WITH = r"\u034F\u180B-\u180F\uFE00-\uFE0F\U000E0100-\U000E01EF" + _JOINERS
# A few format characters can be seen, such as the line above a Syriac abbreviation.
_UNSEEN = regex.compile(
    r"(?V1)[["
    r"[\p{C}--[\p{Co}\p{Cn}]]\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2800"
    rf"]--[{_SPELT_WITH}\p{{Prepended_Concatenation_Mark}}]]"
)
# The same where they change nothing, or the second of two.
_IDLE = regex.compile(
    rf"""(?xV1)
    (?<![^\s]) [{_JOINERS}]+ | (?<=[{_JOINERS}]) [{_JOINERS}]
    | (?<![\p{{L}}\p{{M}}]) \u034F | \u034F (?![\p{{M}}--\u034F])
    | (?<!\p{{Mongolian}}) [\u180B-\u180D\u180F] | ([\u180B-\u180F]) (?=\1)
    | (?<!\p{{Mongolian}}) \u180E (?!\p{{Mongolian}})
    | (?<![\p{{Han}}\p{{Myanmar}}\p{{Phags_Pa}}]) [\uFE00-\uFE0D]
    | (?<!\p{{Emoji}}) [\uFE0E\uFE0F]
    | (?<!\p{{Han}}) [\U000E0100-\U000E01EF]
    """
)
# Private use, unassigned, and what stands where a letter was lost.
_UNKNOWN = regex.compile(r"[\p{Co}\p{Cn}\uFFFC\uFFFD]")
_BASELESS = regex.compile(r"\A[\p{M}\s]+")
_MARKS = regex.compile(rf"[\p{{M}}{_JOINERS}]+")
_STACKED = regex.compile(r"[\p{Mn}\p{Me}]")
# Marks that go on letters of many scripts, and of the scripts whose letters carry few. Those of
# every other script are parts of its letters, and pile up as its orthography has it.
_ACCENT = regex.compile(
    r"(?V1)[[\p{Mn}\p{Me}]&&["
    r"\p{Inherited}\p{Common}\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}]]"
)
_LETTER = regex.compile(r"[\p{L}\p{N}]")
# Unicode's grapheme clusters end before some Burmese vowels that belong to them.
_CLUSTER = regex.compile(r"\X\p{M}*")
_PICTURES = regex.compile(
    r"[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Emoji_Modifier}\uFE0E\uFE0F\u20E3]"
)


def spelt(words: str) -> str:
    """Return the words on one line, looking as they do: composed, without what changes nothing.

    Letters and accents that belong together are one character each (NFC). No character is
    replaced by another one: Unicode calls U+FA19 the same as U+795E, and fonts do not.
    """
    visible = _UNSEEN.sub("", _BLANKS.sub(" ", words))
    # What was between two blanks may be gone.
    return _normal("NFC", _BLANKS.sub(" ", _IDLE.sub("", visible))).strip(" ")


def sound(words: str) -> str:
    """Return the words as spelt, without towers of marks and signs that no script has."""
    apart = _normal("NFD", spelt(_UNKNOWN.sub("", words)))
    return spelt(_BASELESS.sub("", _MARKS.sub(_lowered, apart)))


def is_plain(name: str) -> bool:
    """True for a name on one line, with a letter or digit, of which all can be seen."""
    return is_seen(name) and has_letter(name)


def is_seen(line: str) -> bool:
    """True for a line of which all can be seen, such as one that divides a text: `---`."""
    visible = _IDLE.sub("", _UNSEEN.sub("", _BLANKS.sub(" ", line)))
    return visible.strip() == line and sound(line) == spelt(line)


def has_letter(name: str) -> bool:
    """Return whether there is a letter or digit of any script."""
    return bool(_LETTER.search(name))


def clusters(text: str) -> list[str]:
    """Return what a reader would call the letters of the text."""
    parts: list[str] = _CLUSTER.findall(text)
    return parts


def _normal(form: Literal["NFC", "NFD"], text: str) -> str:
    """Return the text in that form of Unicode, but for characters that it would replace.

    A canonical decomposition into one character is another look of that character in CJK
    compatibility ideographs, and of accents in Greek.
    """
    if text.isascii():
        return text
    return "".join(
        "".join(part) if is_kept else unicodedata.normalize(form, "".join(part))
        for is_kept, part in groupby(text, key=_is_replaced)
    )


def _is_replaced(character: str) -> bool:
    return len(unicodedata.decomposition(character).split()) == 1


def _lowered(pile: regex.Match[str]) -> str:
    accepted: list[str] = []
    for mark in pile[0]:
        if not _STACKED.match(mark) or _has_room(accepted, mark):
            accepted.append(mark)
    return "".join(accepted)


def _has_room(accepted: list[str], mark: str) -> bool:
    """Return whether this mark may stand on a letter that has these."""
    stacked = [code_point for code_point in accepted if _STACKED.match(code_point)]
    if len(stacked) >= MOST_MARKS or stacked.count(mark) >= MOST_ALIKE:
        return False
    accents = sum(bool(_ACCENT.match(code_point)) for code_point in stacked)
    return accents < MOST_ACCENTS or not _ACCENT.match(mark)


def printable(words: str) -> str:
    """Return the words as they may be printed: soundly spelt, without emoji, not too long."""
    text = sound(_PICTURES.sub("", words))
    short = "".join(clusters(text)[:LONGEST])
    if len(short) > MOST_CODE_POINTS:
        # The last letter may have been cut through.
        short = "".join(clusters(short[:MOST_CODE_POINTS])[:-1])
    return short.strip()
