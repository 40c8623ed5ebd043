"""The one form of a phone number: E.164, however it is dialled."""

import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber

MOBILE_MARKS = ("549", "521")
"""Argentina's 9, and Mexico's 1, which was given up in 2020 and stands in many address books."""
MARKED_DIGITS = 13


def whole(typed: str, region: str) -> str | None:
    """Return the number with its country code, as dialled in `region`; None if it is none."""
    number = _valid(typed, region)
    plain = typed.strip()
    if number is None and plain.startswith("00"):
        # The way out of most countries, typed where another one is dialled.
        number = _valid("+" + plain[2:], region)
    if number is None:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def kept(typed: str, region: str) -> str:
    """Return the whole number; what is no number is kept as typed."""
    return whole(typed, region) or typed


def comparable(number: str) -> str:
    """Return the digits of a whole number, without the one that is dialled from abroad only."""
    digits = "".join(
        str(unicodedata.decimal(sign)) for sign in number if sign.isdecimal()
    )
    is_marked = digits.startswith(MOBILE_MARKS) and len(digits) == MARKED_DIGITS
    return digits[:2] + digits[3:] if is_marked else digits


def _valid(typed: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
