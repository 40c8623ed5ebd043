"""The glossary: people read one term for each thing, in English and in Indonesian."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house_rules.product import PACKAGES, ROOT
from tests.house_rules.test_translations import Message, translated

TERMS = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text())["term"]
REGISTER = ROOT / "visits" / "policy" / "register.toml"


def offences(messages: dict[Message, Message]) -> Iterator[str]:
    """Return each message that says another word for a thing that has a term."""
    for english, indonesian in messages.items():
        for term in TERMS:
            yield from other_words(term, "en", english)
            yield from other_words(term, "id", indonesian)


def other_words(term: dict[str, Any], language: str, message: Message) -> Iterator[str]:
    excepted = term.get("except", {}).get(language, ())
    for text in set(message).difference(excepted):
        for pattern in term.get("never", {}).get(language, ()):
            if re.search(pattern, text, re.IGNORECASE):
                yield f"{text!r}: say {term[language]!r}"


def in_two_languages(document: object) -> Iterator[tuple[str, str]]:
    """Return every text that the register has in both languages."""
    if isinstance(document, dict):
        if isinstance(document.get("en"), str):
            yield document["en"], document["id"]
        for inner in document.values():
            yield from in_two_languages(inner)
    if isinstance(document, list):
        for inner in document:
            yield from in_two_languages(inner)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_people_read_one_term_for_each_thing(package: Path) -> None:
    assert list(offences(translated(package))) == []


def test_the_register_keeps_to_the_same_terms() -> None:
    pairs = in_two_languages(tomllib.loads(REGISTER.read_text()))
    messages: dict[Message, Message] = {
        (english,): (indonesian,) for english, indonesian in pairs
    }

    assert len(messages) > 50
    assert list(offences(messages)) == []


@pytest.mark.parametrize(
    ("english", "indonesian", "instead"),
    [
        ("A letter is on its way.", "Email sedang dikirim.", "e-mail"),
        ("An e-mail is on its way.", "Surat sedang dikirim.", "email"),
        ("Turned away", "Ditolak", "refuse, refused"),
        ("Please see the front desk", "Silakan ke meja depan", "meja resepsionis"),
    ],
)
def test_another_word_for_a_term_is_found(
    english: str, indonesian: str, instead: str
) -> None:
    found = list(offences({(english,): (indonesian,)}))

    assert [line.endswith(f"say {instead!r}") for line in found] == [True]
