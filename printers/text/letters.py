"""Letters with the fonts that write them: never a box, and what no font can write is told."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from printers.text.fonts import FontFace, first_face
from printers.text.names import clusters, is_cut_short, printable

_HANGUL = regex.compile(r"\p{Hangul}")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")


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
    found: list[Glyph] = []
    for cluster in clusters(text):
        before = found[-1].face if found and not found[-1].text.isspace() else None
        written = (
            _letter(writing, before, region) for writing in _writings(cluster, region)
        )
        letter = next(filter(None, written), None)
        if letter:
            found.append(letter)
    return found


def printable_fully(words: str, language: str = "") -> bool:
    """Return whether all the letters of the words can be printed as they are.

    If not, staff should know.
    """
    text = printable(words)
    whole = "".join(letter.text for letter in glyphs(text, language)) == text
    return whole and bool(text or not words.strip()) and not is_cut_short(words)


def _region(text: str, tags: list[str]) -> str:
    """Return whose Chinese letters these are.

    Kana and hangul tell it of a name, else the language does.
    """
    if _KANA.search(text) or tags[0] == "ja":
        return "JP"
    if _HANGUL.search(text) or tags[0] == "ko":
        return "KR"
    if "hans" not in tags and {"yue", "hk", "mo"} & set(tags):
        return "HK"
    return "TC" if {"hant", "tw"} & set(tags) else "SC"


def _writings(cluster: str, region: str) -> Iterator[str]:
    """Yield the cluster and what may stand for it.

    Without the marks that its font lacks, without any.
    """
    yield cluster
    face = first_face(cluster[0], region)
    if face:
        yield "".join(
            part for part in cluster if not _is_mark(part) or face.covers(part)
        )
    yield "".join(
        part for part in unicodedata.normalize("NFKD", cluster) if not _is_mark(part)
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _letter(writing: str, before: FontFace | None, region: str) -> Glyph | None:
    if not writing:
        return None
    if before and before.covers(writing):
        return Glyph(writing, before)
    face = first_face(writing, region)
    return Glyph(writing, face) if face else None
