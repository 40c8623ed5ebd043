"""Family names as people type them on a tablet, and as they are kept."""

import unicodedata

import regex

_SIMPLE = str.maketrans(
    # Persian's forms of two letters, and those that are written for one another in Arabic.
    {
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        "\u0649": "\u064a",
        "\u0629": "\u0647",
        "\u0640": "",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
    }
)
# How German and the Nordic languages write these where there is no key for them.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_APOSTROPHES = "'`´ʹʻʼʽˈ‘’‛′＇"
_HYPHENS = "-‐‑‒–—―⁃−﹣－"
_TIDY = str.maketrans(dict.fromkeys(_APOSTROPHES) | dict.fromkeys(_HYPHENS, " "))
# Accents of Latin, Greek and Cyrillic letters, and the points that Hebrew and Arabic are mostly
# written without, the hamza with them; marks of other scripts are letters themselves. Then what
# nobody can type: joiners, and the selectors of a variant of a kanji.
_ACCENT = regex.compile(
    r"[\u0300-\u036F\u0591-\u05C7\u064B-\u0655\u0670\p{Default_Ignorable_Code_Point}]"
)


def is_part_of(typed: str, name: str) -> bool:
    """True if the name begins or ends with what was typed, whatever its accents and hyphens.

    Family names stand first in many languages.
    """
    return any(
        _begins_or_ends(spelling, words)
        for spelling in spellings(typed)
        for words in spellings(name)
    )


def _begins_or_ends(part: list[str], words: list[str]) -> bool:
    joined = "".join(part)
    counts = range(1, len(words) + 1)
    return any(
        joined in {"".join(words[:count]), "".join(words[-count:])} for count in counts
    )


def has_part(name: str, part: str) -> bool:
    """True if the words are a part of the name, whatever their accents; so is nothing at all."""
    return any(
        " ".join(words) in " ".join(spelt)
        for words in spellings(part)
        for spelt in spellings(name)
    )


def spellings(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a name in plain lower case: without accents, and with those spelt out."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_TIDY)
    return _without_accents(plain), _without_accents(plain.translate(_SPELT_OUT))


def _without_accents(text: str) -> list[str]:
    apart = unicodedata.normalize("NFD", text.translate(_SIMPLE))
    return unicodedata.normalize("NFC", _ACCENT.sub("", apart)).split()
