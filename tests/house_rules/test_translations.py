"""Every message is translated into every language, with the same placeholders."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pydantic import BaseModel

from tests.house_rules.product import PACKAGES, ROOT, planted
from visits.languages import OWN_NAMES, SOURCE
from visits.policy.register import register

TRANSLATED = [code for code in OWN_NAMES if code != SOURCE]

METHODS = [
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**/templates/**.txt", "jinja2.ext:babel_extract"),
    ("**.py", "python"),
]
KEYWORDS = dict.fromkeys(("_", "gettext", "lazy_gettext")) | dict.fromkeys(
    ("ngettext", "lazy_ngettext"), (1, 2)
)
OPTIONS = {"**/templates/**.html": {"trimmed": "false", "silent": "false"}}
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w*\}")

Message = tuple[str, ...]
"""The forms of one message: one, or singular and plural."""


def said(package: Path) -> set[Message]:
    """Every message in the package's templates and Python, and in its register."""
    found = extract_from_dir(package, METHODS, OPTIONS, keywords=KEYWORDS)
    registered = (package / "policy" / "register.toml").exists()
    texts = {(text,) for text in texts_of(register())} if registered else set()
    return {forms(message) for _, _, message, _, _ in found if message} | texts


def texts_of(entry: object) -> Iterator[str]:
    """Every English text of the register, which it has in each language."""
    if isinstance(entry, Mapping):
        if entry.keys() == OWN_NAMES.keys():
            yield entry[SOURCE]
            return
        for value in entry.values():
            yield from texts_of(value)
    elif isinstance(entry, BaseModel):
        for _, value in entry:
            yield from texts_of(value)


def translated(package: Path, language: str = "id") -> dict[Message, Message]:
    """What the package's own catalogues say in a language; fuzzy ones do not count."""
    catalogues = [
        catalogue(path, language)
        for path in package.rglob(f"translations/{language}/LC_MESSAGES/messages.po")
    ]
    messages = [
        message
        for one in catalogues
        for message in one
        if message.id and not message.fuzzy
    ]
    return {forms(message.id): forms(message.string) for message in messages}


def catalogue(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(message: str | Sequence[str] | None) -> Message:
    return (message,) if isinstance(message, str) else tuple(message or ())


def offences(package: Path, shared: Path, language: str = "id") -> Iterator[str]:
    """What is missing, what nobody says any more, and what lost its blanks."""
    own, lent = translated(package, language), translated(shared, language)
    spoken = said(package)
    for message in sorted(spoken):
        answer = own.get(message) or lent.get(message) or ()
        if not (answer and all(answer)):
            yield f"not translated: {message[0]}"
        elif blanks(message) != blanks(answer):
            yield f"other blanks: {message[0]}"
    yield from (f"nobody says: {message[0]}" for message in own.keys() - spoken)


def blanks(message: Message) -> set[str]:
    return set(BLANK.findall(" ".join(message)))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_word_is_there_in_every_language(package: Path, language: str) -> None:
    assert list(offences(package, ROOT / "web", language)) == []


def test_whatever_has_a_catalogue_has_one_for_every_language() -> None:
    folders = {
        path.parents[1].parent
        for package in PACKAGES
        for path in package.rglob("translations/*/LC_MESSAGES/messages.po")
    }

    assert len(folders) > 6
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == set(TRANSLATED), folder


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalogue_says_its_language_and_its_plural_forms(language: str) -> None:
    for package in PACKAGES:
        for path in package.rglob(f"translations/{language}/LC_MESSAGES/messages.po"):
            read = catalogue(path, language)
            header = path.read_text().partition("\n\n")[0]
            assert f"Language: {language}\\n" in header, path
            assert f"nplurals={read.num_plurals};" in header, path


def repeated(po: str) -> list[str]:
    """What a catalogue says twice: a message, or another translation of one.

    Of two the reader takes one without a word.
    """
    entries = [one.strip() for one in re.split(r"\n\s*\n", po) if "msgstr" in one]
    messages = [entry[entry.find("msgid") : entry.find("msgstr")] for entry in entries]
    return [message for message in messages if messages.count(message) > 1] + [
        entry for entry in entries if "msgid" not in entry or entry.count("msgstr ") > 1
    ]


def test_a_catalogue_says_everything_once() -> None:
    found = {
        path.relative_to(ROOT): said
        for package in PACKAGES
        for path in package.rglob("translations/*/LC_MESSAGES/messages.po")
        if (said := repeated(path.read_text()))
    }

    assert found == {}
    assert repeated('msgid "a"\nmsgstr "b"\n\nmsgstr "c"') == ['msgstr "c"']
    assert len(repeated('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"')) > 1


def test_arabic_has_its_own_signs() -> None:
    """A Latin comma or question mark beside Arabic looks turned the wrong way round."""
    latin = re.compile("[\u0621-\u064a][,;?]|[\u0660-\u0669]")
    found = [
        text
        for package in PACKAGES
        for message in translated(package, "ar").values()
        for text in message
        if latin.search(text)
    ]

    assert found == []


def listed(source: str) -> Iterator[int]:
    """The lines of each literal that lists two of our languages or more."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict | ast.List | ast.Set | ast.Tuple):
            within = node.keys if isinstance(node, ast.Dict) else node.elts
            values = [item.value for item in within if isinstance(item, ast.Constant)]
            if len(OWN_NAMES.keys() & set(values)) > 1:
                yield node.lineno


def test_no_program_lists_the_languages_itself() -> None:
    """They are the folders; a second list would leave the newest one out."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in (*PACKAGES, ROOT / "tools")
        for path in folder.rglob("*.py")
        for line in listed(path.read_text())
    ]

    assert found == []
    assert list(listed('CHOICES = ("en", "id")')) == [1]


@pytest.mark.parametrize(
    ("translation", "complaint"),
    [
        ("", "not translated: Hello %(name)s"),
        ('msgid "Hello %(name)s"\nmsgstr "Halo"\n', "other blanks: Hello %(name)s"),
        (
            '#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "Halo %(name)s"\n',
            "not translated: Hello %(name)s",
        ),
        (
            'msgid "Hello %(name)s"\nmsgstr "Halo %(name)s"\n\nmsgid "Bye"\nmsgstr "Dah"\n',
            "nobody says: Bye",
        ),
    ],
)
def test_a_gap_is_found(tmp_path: Path, translation: str, complaint: str) -> None:
    planted(
        tmp_path, "face/templates/page.html", '{{ _("Hello %(name)s", name=name) }}'
    )
    planted(tmp_path, "face/translations/id/LC_MESSAGES/messages.po", translation)
    assert list(offences(tmp_path / "face", shared=tmp_path / "nowhere")) == [complaint]
