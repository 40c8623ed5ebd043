"""What an operator may type after an option; what cannot be is refused at its place."""

import re
import socket
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from lencana.addresses import spelled_out
from lencana.commands.printing import reasons
from printers.addresses import Address, Network, parse_address
from printers.drawing.layout import WIDTHS
from printers.errors import PrinterError
from visits.store.patterns import PRINTER_ADDRESS, TIME_ZONE
from web import names

Word = TypeVar("Word", bound=StrEnum)

HIGHEST_PORT = 65535
LONGEST_ADDRESS = 120


def port(text: str) -> int:
    """A TCP port; 0 means any free one."""
    if not (re.fullmatch("[0-9]{1,5}", text) and int(text) <= HIGHEST_PORT):
        raise ArgumentTypeError(f"a port is a number from 0 to {HIGHEST_PORT}")
    return int(text)


def words(longest: int) -> Callable[[str], str]:
    """A name of that many characters at most, on one line."""

    def name(text: str) -> str:
        kept = text.strip()
        if not kept or len(kept) > longest or not names.is_plain(kept):
            raise ArgumentTypeError(
                f"it has 1 to {longest} characters, all of which can be seen"
            )
        return kept

    return name


def word_of(words: type[Word]) -> Callable[[str], Word]:
    """One of a closed list; who types another reads the list."""

    def word(text: str) -> Word:
        try:
            return words(text)
        except ValueError:
            raise ArgumentTypeError(f"that is none of: {', '.join(words)}") from None

    return word


def email(text: str) -> str:
    """An address that every mail server takes: letters beyond ASCII before the @ are not among them."""
    try:
        return validate_email(
            text, check_deliverability=False, allow_smtputf8=False
        ).normalized
    except EmailNotValidError:
        raise ArgumentTypeError(
            "that is no e-mail address that every mail server takes"
        ) from None


def contact(text: str) -> str:
    """An e-mail address short enough for a site's row."""
    return words(120)(email(text))


def time_zone(text: str) -> str:
    """A place's time zone."""
    try:
        name = ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ArgumentTypeError(
            f"no time zone is called {text!a}; write it like Asia/Jakarta"
        ) from None
    if not re.fullmatch(TIME_ZONE, name):
        raise ArgumentTypeError("name a place's time zone, like Asia/Jakarta, or UTC")
    return name


def region(text: str) -> str:
    """A country's two letters."""
    name = text.upper()
    if name not in phonenumbers.SUPPORTED_REGIONS:
        raise ArgumentTypeError("a region is a country's two letters, like ID")
    return name


def closing_time(text: str) -> time:
    """A time of day by the site's own clock."""
    found = re.fullmatch("([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if found is None:
        raise ArgumentTypeError("write it by the site's own clock, from 00:00 to 23:59")
    return time(int(found[1]), int(found[2]))


def printer_address(text: str) -> Address:
    """Where a printer is, in characters that a row of the store may hold, its host a name that is known."""
    try:
        address = parse_address(spelled_out(text))
    except PrinterError as problem:
        raise ArgumentTypeError(reasons.said(problem)) from None
    if len(str(address)) > LONGEST_ADDRESS or not re.fullmatch(
        PRINTER_ADDRESS, str(address)
    ):
        raise ArgumentTypeError(
            "a printer's host is a name or an IP address in plain ASCII letters"
        )
    if isinstance(address, Network) and not _is_known(address.host):
        raise ArgumentTypeError(f"nothing is called {address.host!a} in this network")
    return address


def dots(text: str) -> int:
    """A width of paper on which a badge fits, in whole bytes of dots."""
    if not (re.fullmatch("[0-9]{1,4}", text) and int(text) in WIDTHS):
        raise ArgumentTypeError(
            f"a width is from {WIDTHS[0]} to {WIDTHS[-1]} dots, in steps of 8"
        )
    return int(text)


def _is_known(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, None))
    except (OSError, ValueError):
        return False
