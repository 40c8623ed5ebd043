"""The terms to look for, and every way in which a person or a program might write them."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import PhoneNumberFormat

LEAST_LETTERS = 5
"""A part of a name that is shorter is found by chance in other people's words."""
_JOINED_BY = ("", "_", ".", "-", "+", ", ")
_FORMATS = (
    PhoneNumberFormat.E164,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.RFC3966,
)
_LEAST_DIGITS = 7


@dataclass(frozen=True)
class SearchTerm:
    """A name, e-mail address or phone number; reports speak of it by its number only."""

    number: int
    text: str = field(repr=False)


def read(lines: Iterable[str]) -> list[SearchTerm]:
    """Read one term a line, numbered from 1; skip empty lines."""
    texts = [line.strip() for line in lines]
    return [
        SearchTerm(number, text)
        for number, text in enumerate(filter(None, texts), start=1)
    ]


def is_long_enough(text: str) -> bool:
    """True if it is not found by chance: 5 letters or digits, or 2 signs of a script with many."""
    signs = [sign for sign in text if sign.isalnum()]
    return (
        len(signs) >= LEAST_LETTERS
        or sum(ord(sign) >= ord("\u2e80") for sign in signs) > 1
    )


def texts(term: SearchTerm) -> dict[str, str]:
    """Return every way of writing the term as text, and what that way is called."""
    written: dict[str, str] = {}
    for part in _parts(term.text):
        for form in ("NFC", "NFD"):
            _cased(
                unicodedata.normalize(form, part),
                "" if form == "NFC" else " in NFD",
                written,
            )
        _cased(_unmarked(part), " without marks", written)
        for way, text in (
            ("", part),
            (" lower", part.lower()),
            (" upper", part.upper()),
        ):
            written.setdefault(text[::-1], f"reversed{way}")
    return {text: way for text, way in written.items() if is_long_enough(text)}


def _cased(text: str, form: str, written: dict[str, str]) -> None:
    for way, cased in (
        ("as given", text),
        ("lower case", text.lower()),
        ("upper case", text.upper()),
        ("title case", text.title()),
        ("folded case", text.casefold()),
    ):
        written.setdefault(cased, way + form)


def _parts(text: str) -> Iterator[str]:
    yield text
    if "@" in text:
        yield from _of_email(text)
    elif _is_phone(text):
        yield from _of_phone(text)
    else:
        yield from _of_name(text)


def _of_email(text: str) -> Iterator[str]:
    local, _, domain = text.rpartition("@")
    yield local
    yield f"{local}%40{domain}"
    try:
        yield f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return


def _is_phone(text: str) -> bool:
    return sum(map(str.isdecimal, text)) >= _LEAST_DIGITS and not any(
        map(str.isalpha, text)
    )


def _of_phone(text: str) -> Iterator[str]:
    yield "".join(filter(str.isdecimal, text))
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return
    for style in _FORMATS:
        shown = phonenumbers.format_number(number, style)
        for gap in ("", " ", "-", "."):
            yield (
                shown.replace("(", "")
                .replace(")", "")
                .replace("-", " ")
                .replace(" ", gap)
            )
        yield shown
    yield str(number.national_number)


def _of_name(text: str) -> Iterator[str]:
    names = text.split()
    if len(names) > 1:
        yield from names
        for sign in _JOINED_BY:
            yield sign.join(names)
            yield sign.join(reversed(names))


def _unmarked(text: str) -> str:
    signs = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in signs if not unicodedata.combining(sign))
