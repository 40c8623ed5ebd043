"""Languages: which there are, and how a right-to-left one holds what is filled in."""

from pathlib import Path

import pytest

from visits import languages

MESSAGES = """msgid ""
msgstr ""

msgid "Hello %(name)s, %(digits)s digits"
msgstr "%(name)s: %(digits)s"

msgid "one"
msgid_plural "{n} lines"
"""
PLURALS = "".join(f'msgstr[{form}] "{{n}}"\n' for form in range(6))
ISOLATED = "\u2068%(name)s\u2069: %(digits)s"


def planted(folder: Path, code: str) -> Path:
    path = folder / code / languages.FILE
    path.parent.mkdir(parents=True)
    forms = PLURALS if code == "ar" else 'msgstr[0] "{n}"\n'
    path.write_text(MESSAGES + forms)
    return folder


def test_a_language_is_there_as_soon_as_its_catalogue_is(tmp_path: Path) -> None:
    (tmp_path / "pt").mkdir()
    assert languages.found(tmp_path) == ["en"]

    planted(tmp_path, "fr")

    assert languages.found(tmp_path) == ["en", "fr"]


def test_the_products_languages_have_their_own_names() -> None:
    assert languages.OWN_NAMES == {
        "en": "English",
        "ar": "العربية",
        "id": "Bahasa Indonesia",
    }


@pytest.mark.parametrize(
    ("code", "said"), [("ar", ISOLATED), ("id", "%(name)s: %(digits)s")]
)
def test_what_is_filled_in_keeps_its_direction(
    tmp_path: Path, code: str, said: str
) -> None:
    words = languages.catalogue(code, (planted(tmp_path, code),))

    assert words.gettext("Hello %(name)s, %(digits)s digits") == said


def test_every_form_of_a_plural_keeps_the_direction_too(tmp_path: Path) -> None:
    words = languages.catalogue("ar", (planted(tmp_path, "ar"),))

    assert {words.ngettext("one", "{n} lines", count) for count in range(120)} == {
        "\u2068{n}\u2069"
    }


def test_a_text_that_a_catalogue_of_the_domain_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="Nobody wrote this"):
        languages.domain("ar").gettext("Nobody wrote this")
    assert languages.domain("en").gettext("Nobody wrote this") == "Nobody wrote this"


@pytest.mark.parametrize(("code", "comma"), [("ar", "، "), ("id", ", "), ("en", ", ")])
def test_a_list_has_its_languages_comma(code: str, comma: str) -> None:
    assert languages.comma(code) == comma
