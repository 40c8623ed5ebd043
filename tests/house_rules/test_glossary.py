"""The glossary: people read one term for each thing, in every language."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house_rules.product import PACKAGES, ROOT
from tests.house_rules.test_translations import TRANSLATED, Message, translated

MOST_OWN_WORDS = 35
"""A newcomer learns no more, and finds everything else under the name that it has anywhere."""
TERMS = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text())["term"]


def offences(messages: dict[Message, Message], language: str) -> Iterator[str]:
    """Return each message that says another word for a thing that has a term."""
    for english, translation in messages.items():
        for term in TERMS:
            yield from other_words(term, "en", english)
            yield from other_words(term, language, translation)


def other_words(term: dict[str, Any], language: str, message: Message) -> Iterator[str]:
    excepted = term.get("except", {}).get(language, ())
    for text in set(message).difference(excepted):
        for pattern in term.get("never", {}).get(language, ()):
            if re.search(pattern, text, re.IGNORECASE):
                yield f"{text!r}: say {term[language]!r}"


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_people_read_one_term_for_each_thing(package: Path, language: str) -> None:
    assert list(offences(translated(package, language), language)) == []


def test_every_term_has_a_word_in_every_language() -> None:
    lacking = [
        f"{term['en']}: {language}"
        for term in TERMS
        for language in TRANSLATED
        if language not in term
    ]

    assert lacking == []


@pytest.mark.parametrize(
    ("english", "translation", "language", "instead"),
    [
        ("A letter is on its way.", "Email sedang dikirim.", "id", "e-mail"),
        ("An e-mail is on its way.", "Surat sedang dikirim.", "id", "email"),
        ("Turned away", "Ditolak", "id", "refuse, refused"),
        (
            "Please see the front desk",
            "Silakan ke meja depan",
            "id",
            "meja resepsionis",
        ),
        ("Kiosks", "الأكشاك", "ar", "جهاز تسجيل الوصول"),
    ],
)
def test_another_word_for_a_term_is_found(
    english: str, translation: str, language: str, instead: str
) -> None:
    found = list(offences({(english,): (translation,)}, language))

    assert [line.endswith(f"say {instead!r}") for line in found] == [True]


def test_the_products_own_words_are_few() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    words = page.partition("## Glossary")[2].partition("\n## ")[0]
    rows = [line for line in words.splitlines() if line.startswith("| ")]

    assert 0 < len(rows) - 1 <= MOST_OWN_WORDS
