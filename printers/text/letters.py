"""Letters with the fonts that write them: never a box, and what no font can write is told."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from printers.text.fonts import FontFace, first_face
from printers.text.spelling import clusters, printable, spelt

# A conjunct of five consonants with all its marks; nobody's name has a longer one.
_LONGEST_PIECE = 24
_MARKS = regex.compile(r"\p{M}")
_HANGUL = regex.compile(r"\p{Hangul}")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_KANJI_VARIANT = regex.compile(r"\p{Han}[\U000E0100-\U000E01EF]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A grapheme cluster with the face that can write it."""

    text: str = field(repr=False)
    face: FontFace


def glyphs(text: str, language: str = "") -> list[Glyph]:
    """Return the text's clusters with their faces.

    What no font covers is its plain letters, or left out.

    A face stays through a word as long as it covers what follows, so that no word is written by
    two hands. Chinese letters look as they do where the language (BCP 47) is spoken, unless the
    text tells its own.
    """
    region = _region(text, language.lower().replace("_", "-").split("-"))
    collected: list[Glyph] = []
    for cluster in _pieces(text):
        before = (
            collected[-1].face
            if collected and not collected[-1].text.isspace()
            else None
        )
        written = (
            _letter(writing, before, region) for writing in _writings(cluster, region)
        )
        letter = next(filter(None, written), None)
        if letter:
            collected.append(letter)
    return collected


def printable_fully(words: str, language: str = "") -> bool:
    """Return whether the words come out on paper as they are spelt.

    If not, staff should know.
    """
    drawn = "".join(letter.text for letter in glyphs(printable(words), language))
    return drawn == spelt(words)


def _region(text: str, tags: list[str]) -> str:
    """Return whose Chinese letters these are.

    Kana, hangul and variants of kanji tell it of a name, else the language does.
    """
    if _KANA.search(text) or tags[0] == "ja":
        return "JP"
    if _HANGUL.search(text) or tags[0] == "ko":
        return "KR"
    if _KANJI_VARIANT.search(text):
        return "JP"
    if "hans" not in tags and {"yue", "hk", "mo"} & set(tags):
        return "HK"
    return "TC" if {"hant", "tw"} & set(tags) else "SC"


def _pieces(text: str) -> Iterator[str]:
    """Yield the clusters; one that is too long for any line may be broken within."""
    for cluster in clusters(text):
        for start in range(0, len(cluster), _LONGEST_PIECE):
            yield cluster[start : start + _LONGEST_PIECE]


def _writings(cluster: str, region: str) -> Iterator[str]:
    """Yield the cluster and what may stand for it.

    Its other encoding, without the marks that its font lacks, without any.
    """
    yield cluster
    yield unicodedata.normalize("NFC", cluster)
    face = first_face(cluster[0], region)
    if face:
        yield "".join(
            part for part in cluster if not _MARKS.match(part) or face.covers(part)
        )
    yield _MARKS.sub("", unicodedata.normalize("NFKD", cluster))


def _letter(writing: str, before: FontFace | None, region: str) -> Glyph | None:
    if not writing:
        return None
    if before and before.covers(writing):
        return Glyph(writing, before)
    face = first_face(writing, region)
    return Glyph(writing, face) if face else None
