"""The Indonesian words: none missing, none left over, none with other gaps than the English."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import lencana.mail
from visits.vocabulary.mail import EmailKind

FOLDER = Path(lencana.mail.__file__).parent
GAP = re.compile(r"%\((\w+)\)s")
METHODS = [("templates/*.*", "jinja2.ext.babel_extract"), ("**.py", "python")]


def said() -> set[str]:
    found = extract_from_dir(
        FOLDER,
        METHODS,
        {"templates/*.*": {"silent": "false"}},
        keywords={"_": None, "gettext": None},
    )
    return {str(words) for _, _, words, _, _ in found}


def translated() -> dict[str, str]:
    with (FOLDER / "translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="id", abort_invalid=True)
    assert not list(catalogue.check())
    assert not catalogue.fuzzy
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def test_every_sentence_is_translated_and_no_translation_is_left_over() -> None:
    words = translated()
    assert len(said()) > 50
    assert said() - words.keys() == set()
    assert words.keys() - said() == set()


def test_no_translation_is_empty_or_the_english_again() -> None:
    assert [
        words for words, own in translated().items() if not own.strip() or own == words
    ] == []


def test_every_translation_has_the_gaps_of_its_sentence() -> None:
    assert [
        words
        for words, own in translated().items()
        if set(GAP.findall(words)) != set(GAP.findall(own))
    ] == []


@pytest.mark.parametrize("kind", EmailKind)
def test_every_kind_of_letter_has_its_two_templates(kind: EmailKind) -> None:
    assert (FOLDER / "templates" / f"{kind.value}.txt").exists()
    assert (FOLDER / "templates" / f"{kind.value}.html").exists()
