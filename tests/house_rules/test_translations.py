"""Every message has its Indonesian translation, with the same placeholders."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house_rules.product import PACKAGES, ROOT, planted

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
    """Every message in the package's templates and Python."""
    found = extract_from_dir(package, METHODS, OPTIONS, keywords=KEYWORDS)
    return {forms(message) for _, _, message, _, _ in found if message}


def translated(package: Path) -> dict[Message, Message]:
    """What the package's own catalogues say in Indonesian; fuzzy ones do not count."""
    catalogues = [
        catalogue(path)
        for path in package.rglob("translations/id/LC_MESSAGES/messages.po")
    ]
    messages = [
        message
        for one in catalogues
        for message in one
        if message.id and not message.fuzzy
    ]
    return {forms(message.id): forms(message.string) for message in messages}


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="id")


def forms(message: str | Sequence[str] | None) -> Message:
    return (message,) if isinstance(message, str) else tuple(message or ())


def offences(package: Path, shared: Path) -> Iterator[str]:
    """What is missing, what nobody says any more, and what lost its blanks."""
    own, lent, spoken = translated(package), translated(shared), said(package)
    for message in sorted(spoken):
        answer = own.get(message) or lent.get(message) or ()
        if not (answer and all(answer)):
            yield f"not translated: {message[0]}"
        elif blanks(message) != blanks(answer):
            yield f"other blanks: {message[0]}"
    yield from (f"nobody says: {message[0]}" for message in own.keys() - spoken)


def blanks(message: Message) -> set[str]:
    return set(BLANK.findall(" ".join(message)))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_word_is_there_in_indonesian(package: Path) -> None:
    assert list(offences(package, shared=ROOT / "web")) == []


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
