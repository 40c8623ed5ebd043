"""What of a person's words may reach paper."""

import unicodedata
from itertools import count

import regex

CLUSTERS = 80
CLUSTER_LENGTH = 12
MARKS = 3

_BLANKS = regex.compile(r"[\s\p{Z}]+")
_JOINERS = r"\u200c\u200d"
_MONGOLIAN_SELECTORS = r"\u180b-\u180d\u180f"
_UNSEEN = regex.compile(
    rf"""(?V1)[[
        \p{{C}} \p{{Me}} \p{{Default_Ignorable_Code_Point}} \p{{Variation_Selector}}
        \p{{Extended_Pictographic}} \p{{Emoji_Presentation}} \p{{Emoji_Modifier}}
        \u2800 \ufffc \ufffd
    ]--[{_JOINERS}{_MONGOLIAN_SELECTORS}]]""".replace(" ", "").replace("\n", ""),
)
_BASELESS = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}\p{{M}}{_JOINERS}])[\p{{M}}{_JOINERS}]+"
)
_MARK_ABOVE_OR_BELOW = regex.compile(r"\p{Mn}")
_MARK_BESIDE = regex.compile(r"\p{Mc}")
_REPEATED_JOINERS = regex.compile(rf"([{_JOINERS}])[{_JOINERS}]+")


def printable(words: str) -> str:
    """Return the words as they may be printed.

    NFC, one line, nothing unseen, no emoji, no towers of marks.

    At most 80 grapheme clusters; joiners stay, for Persian and the scripts of India are wrong
    without them.
    """
    return "".join(
        _tamed(cluster) for cluster in clusters(_seen(words))[:CLUSTERS]
    ).strip()


def is_cut_short(words: str) -> bool:
    """Return whether the words are longer than what may be printed of them."""
    return len(clusters(_seen(words))) > CLUSTERS


def clusters(text: str) -> list[str]:
    """Return what a reader would call the letters of the text."""
    found: list[str] = regex.findall(r"\X", text)
    return found


def _seen(words: str) -> str:
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", _BLANKS.sub(" ", words)))
    joined = _REPEATED_JOINERS.sub(r"\1", _BASELESS.sub("", seen))
    return _BLANKS.sub(" ", joined).strip()


def _tamed(cluster: str) -> str:
    """Keep a cluster's first marks.

    Three above or below, three beside (Burmese needs both kinds).
    """
    return _first_three(
        _MARK_BESIDE, _first_three(_MARK_ABOVE_OR_BELOW, cluster[:CLUSTER_LENGTH])
    )


def _first_three(kind: regex.Pattern[str], cluster: str) -> str:
    place = count()
    kept: str = kind.sub(lambda mark: mark[0] if next(place) < MARKS else "", cluster)
    return kept
