"""The options of commands: types that refuse a value at its option, and groups of options."""

import re
import socket
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import phonenumbers
from click import BadParameter

from lencana.commands import printer_errors
from printers.addresses import Address, Network, parse_typed_address
from printers.delivery.deadlines import LONGEST_SETTING
from printers.errors import PrinterError
from printers.text.spelling import has_letter, is_plain, is_seen
from printers.vocabulary import WIDTHS
from visits.languages import OWN_NAMES, SOURCE
from visits.store.patterns import PRINTER_ADDRESS, TIME_ZONE
from visits.vault import email_addresses
from visits.vault.email_addresses import NoEmailAddressError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

HIGHEST_PORT = 65535
LONGEST_ADDRESS = 120
"""Characters of a printer's or a privacy contact's address: their columns hold no more."""
ANY = -1
"""In place of a limit: there is none."""
MOST_ENDINGS = 3
"""Of e-mail addresses, as keys: a row of the tablet's keyboard has room for no more."""


class OneOf(click.Choice[Any]):
    """A value of a closed list; the refusal shows the list, and shells complete it."""

    def __init__(self, values: type[StrEnum]) -> None:
        super().__init__([value.value for value in values])
        self._values = values

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> StrEnum:
        return self._values(super().convert(value, param, ctx))


def into(
    kind: "type[DataclassInstance]", argument: str
) -> Callable[[Callable[..., None]], Any]:
    """Pass the options that are fields of the dataclass `kind` as one `argument`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: object) -> None:
            values = {field.name: given.pop(field.name) for field in fields(kind)}
            command(**given, **{argument: kind(**values)})

        return run

    return decorate


def port(text: str) -> int:
    """Read a TCP port; 0 means any free one."""
    if not (re.fullmatch("[0-9]{1,5}", text) and int(text) <= HIGHEST_PORT):
        raise BadParameter(f"a port is a number from 0 to {HIGHEST_PORT}")
    return int(text)


def line(longest: int) -> Callable[[str], str]:
    """Return a type: a name of at most so many characters, all of them visible."""

    def text(value: str) -> str:
        name = value.strip()
        if not name or len(name) > longest or not is_plain(name):
            raise BadParameter(
                f"it has 1 to {longest} characters, all of which can be seen"
            )
        return name

    return text


def optional_line(longest: int) -> Callable[[str], str]:
    """Return a type: the same, or nothing at all."""
    filled = line(longest)

    # Its name stands in the help: what to type.
    def text(value: str) -> str:
        return filled(value) if value.strip() else ""

    return text


def lines(longest: int) -> Callable[[str], str]:
    """Return a type: a text of at most so many characters, on as many lines as it has."""

    def text(value: str) -> str:
        # What is pasted has tabs, and blanks that do not break.
        words = "\n".join(" ".join(line.split()) for line in value.strip().splitlines())
        is_all_seen = all(map(is_seen, words.split("\n")))
        if not words or len(words) > longest or not is_all_seen:
            raise BadParameter(
                f"it has 1 to {longest} characters, all of which can be seen"
            )
        if not has_letter(words):
            raise BadParameter("there is no letter or digit in it")
        return words

    return text


def email(text: str) -> str:
    """Read an e-mail address that every mail server takes: only ASCII before the @."""
    try:
        return email_addresses.deliverable(text)
    except NoEmailAddressError:
        raise BadParameter(
            "that is no e-mail address that every mail server takes"
        ) from None


def contact(text: str) -> str:
    """Read an e-mail address that fits into a site's row."""
    return line(LONGEST_ADDRESS)(email(text))


def optional_contact(text: str) -> str:
    """Read the same, or nothing at all."""
    return contact(text) if text.strip() else ""


def endings(text: str) -> str:
    """Read at most three endings of e-mail addresses, with or without the @; or none."""
    domains = [
        email(f"someone@{ending.removeprefix('@')}").partition("@")[2]
        for ending in text.split()
    ]
    if len(domains) > MOST_ENDINGS:
        raise BadParameter(f"a row of keys has room for {MOST_ENDINGS}")
    return line(LONGEST_ADDRESS)(" ".join(domains)) if domains else ""


def day(text: str) -> date:
    """Read a date of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadParameter("write the day like 2026-11-23") from None


def time_zone(text: str) -> str:
    """Read the name of a place's time zone."""
    try:
        name = ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadParameter(
            f"no time zone is called {text!a}; write it like Asia/Jakarta"
        ) from None
    if not re.fullmatch(TIME_ZONE, name):
        raise BadParameter("name a place's time zone, like Asia/Jakarta, or UTC")
    return name


def region(text: str) -> str:
    """Read a country's two letters (ISO 3166)."""
    name = text.upper()
    if name not in phonenumbers.SUPPORTED_REGIONS:
        raise BadParameter("a region is a country's two letters, like ID")
    return name


def closing_time(text: str) -> int:
    """Read a time by the site's own clock, in minutes after midnight; 24:00 is midnight."""
    match = re.fullmatch("([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):(00)", text)
    if match is None:
        raise BadParameter("write it by the site's own clock, from 00:00 to 24:00")
    hour, minute = filter(None, match.groups())
    return int(hour) * 60 + int(minute)


def printer_address(text: str) -> Address:
    """Read where a printer is, if a row can hold it and its host is known here."""
    try:
        address = parse_typed_address(text)
    except PrinterError as error:
        raise BadParameter(printer_errors.sentence(error)) from None
    if len(str(address)) > LONGEST_ADDRESS or not re.fullmatch(
        PRINTER_ADDRESS, str(address)
    ):
        raise BadParameter(
            f"a printer's address has {LONGEST_ADDRESS} characters at most, and names no zone"
        )
    # Whoever types it is there to read it: most often it is a typing error.
    if isinstance(address, Network) and not _is_known(address.host):
        raise BadParameter(f"nothing is called {address.host!a} in this network now")
    return address


def dots(text: str) -> int:
    """Read a width of paper on which a badge fits, in dots: whole bytes of them."""
    if not (re.fullmatch("[0-9]{1,4}", text) and int(text) in WIDTHS):
        raise BadParameter(
            f"a width is from {WIDTHS[0]} to {WIDTHS[-1]} dots, in steps of 8"
        )
    return int(text)


def _is_known(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, None))
    except (OSError, ValueError):
        return False


def seconds(text: str) -> int:
    """Read how long a printer may take to answer."""
    if not (re.fullmatch("[0-9]{1,2}", text) and 1 <= int(text) <= LONGEST_SETTING):
        raise BadParameter(f"it is from 1 to {LONGEST_SETTING} seconds")
    return int(text)


def most(text: str) -> int:
    """Read a limit: a number, or `any` for none (`ANY`)."""
    if text == "any":
        return ANY
    if not re.fullmatch("[0-9]{1,6}", text):
        raise BadParameter("it is a number of guests, or `any`")
    return int(text)


def limit(name: str, words: str) -> Callable[[Callable[..., None]], Any]:
    """Return the option of a limit that may be left out."""
    return click.option(name, type=most, metavar="NUMBER", help=words)


def which_place(command: Callable[..., None]) -> Callable[..., None]:
    """Take `--site` and `--company`, which say the place of a member who has several."""
    for name in ("company", "site"):
        said = f"The {name} at which the member is meant, who has several places."
        add = click.option(f"--{name}", type=line(80), metavar="NAME", help=said)
        command = add(command)
    return command


site = click.option(
    "--site", type=line(80), required=True, metavar="NAME", help="The site's name."
)
language_of_text = click.option(
    "--language",
    type=click.Choice(list(OWN_NAMES)),
    help="Of the words that are given; without it, the usual one.",
)
language = click.option(
    "--language", type=click.Choice(list(OWN_NAMES)), default=SOURCE, show_default=True
)
