"""Every translation: none missing, none left over, none with other gaps than the English."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import lencana.channels
import lencana.mail
from visits.languages import FILE, OWN_NAMES, SOURCE
from visits.vocabulary.mail import EmailKind

FOLDER = Path(lencana.mail.__file__).parent
SPEAKING = (FOLDER, Path(lencana.channels.__file__).parent)
"""What is said beside e-mails is in their catalogue, too."""
GAP = re.compile(r"%\((\w+)\)s")
METHODS = [("templates/*.*", "jinja2.ext.babel_extract"), ("**.py", "python")]


in_every_language = pytest.mark.parametrize(
    "language", [code for code in OWN_NAMES if code != SOURCE]
)


def said() -> set[str]:
    found = (
        extract_from_dir(
            folder,
            METHODS,
            {"templates/*.*": {"silent": "false"}},
            keywords={"_": None, "gettext": None},
        )
        for folder in SPEAKING
    )
    return {str(words) for in_folder in found for _, _, words, _, _ in in_folder}


def translated(language: str) -> dict[str, str]:
    path = FOLDER / "translations" / language / FILE
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    assert not list(catalogue.check())
    assert not catalogue.fuzzy
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@in_every_language
def test_every_sentence_is_translated_and_no_translation_is_left_over(
    language: str,
) -> None:
    words = translated(language)
    assert len(said()) > 50
    assert said() - words.keys() == set()
    assert words.keys() - said() == set()


@in_every_language
def test_no_translation_is_empty_or_the_english_again(
    language: str,
) -> None:
    assert [
        words
        for words, own in translated(language).items()
        if not own.strip() or own == words
    ] == []


@in_every_language
def test_every_translation_has_the_gaps_of_its_sentence(
    language: str,
) -> None:
    assert [
        words
        for words, own in translated(language).items()
        if set(GAP.findall(words)) != set(GAP.findall(own))
    ] == []


@pytest.mark.parametrize("kind", EmailKind)
def test_every_kind_of_letter_has_its_two_templates(kind: EmailKind) -> None:
    assert (FOLDER / "templates" / f"{kind.value}.txt").exists()
    assert (FOLDER / "templates" / f"{kind.value}.html").exists()
