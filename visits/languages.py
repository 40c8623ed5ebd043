"""Languages: English in the source, every other one in catalogues beside what it translates.

A language is there as soon as its folder is: nothing else lists them.
"""

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"
FOLDER = Path(__file__).parent / "translations"
FILE = Path("LC_MESSAGES", "messages.po")
NUMBERS = "digits|percent|seconds|minutes|hours|number|count|min|max|most|times|dots"
# Numbers need no direction of their own, and a code is copied: by people, and by mail programs.
PLACEHOLDER = re.compile(rf"%\((?!(?:{NUMBERS})\))\w+\)s|\{{(?!count)\w*\}}")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@cache
def catalogue(code: str, folders: tuple[Path, ...]) -> NullTranslations:
    """The messages of a language from the `.po` files in the folders; a later folder overrides."""
    merged = Catalog(locale=code)
    for folder in folders:
        path = folder / code / FILE
        if path.exists():
            _add(merged, path)
    memory = BytesIO()
    write_mo(memory, merged)
    memory.seek(0)
    return Translations(memory)


class _Complete(NullTranslations):
    """What is asked when a catalogue lacks a text: it has none to give."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)


@cache
def domain(code: str) -> NullTranslations:
    """The domain's own words: those of the register, and the fixed ones of a badge.

    Their `gettext` raises KeyError for a text that the language's catalogue lacks.
    """
    words = catalogue(code, (FOLDER,))
    if code != SOURCE:
        words.add_fallback(_Complete())
    return words


def comma(code: Locale | str) -> str:
    """Return what stands between two things of a list, as `, ` and in Arabic `، `."""
    return _comma(str(code))


def direction(code: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    return str(Locale.parse(code).text_direction)


def isolated(value: object, language: str) -> str:
    """Return the value so that it keeps the direction of its own letters within the language.

    Otherwise a Latin name or an address would turn round the signs and digits beside it
    (Unicode Standard Annex 9). A catalogue does the same to each value of a sentence.
    """
    if direction(language) == "ltr":
        return str(value)
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"


@cache
def _comma(code: str) -> str:
    # CLDR has no such sign by itself; its dates hold one.
    return "، " if "،" in Locale.parse(code).date_formats["full"].pattern else ", "


def _add(merged: Catalog, path: Path) -> None:
    with path.open("rb") as file:
        # The header of a .po file has an empty id: the merged catalogue keeps its own.
        messages = [each for each in read_po(file, locale=merged.locale) if each.id]
    for message in messages:
        if direction(str(merged.locale)) == "rtl":
            message.string = _with_isolates(message.string or "")
        # Babel would keep the text of a message that is there already.
        merged.delete(message.id, message.context)
        merged[message.id] = message


def _with_isolates(said: str | Sequence[str]) -> str | tuple[str, ...]:
    if isinstance(said, str):
        isolated = rf"{FIRST_STRONG_ISOLATE}\g<0>{POP_ISOLATE}"
        return PLACEHOLDER.sub(isolated, said)
    return tuple(str(_with_isolates(form)) for form in said)


def found(folder: Path) -> list[str]:
    """Return the codes of the languages that have a catalogue in the folder, English first."""
    return [
        SOURCE,
        *sorted(path.name for path in folder.iterdir() if (path / FILE).exists()),
    ]


OWN_NAMES = {code: domain(code).gettext("English") for code in found(FOLDER)}
"""Every language that people can choose, by its code, as its own speakers call it."""
