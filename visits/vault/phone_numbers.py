"""The one form of a phone number: E.164, however it is dialled."""

import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber

MOBILE_MARKS = ("549", "521")
"""Argentina's 9, and Mexico's 1, which was given up in 2020 and stands in many address books."""
MARKED_DIGITS = 13
DIALLED_DIGITS = range(6, 20)
PLUS, AT = "+\uff0b", "@\uff20\ufe6b"
BETWEEN_DIGITS = {"Pd", "Ps", "Pe", "Po", "Cf"}
"""Unicode's categories: dash, opening and closing bracket, other punctuation, format."""


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


def is_dialled(typed: str) -> bool:
    """True for what has the form of a number that somebody dials, valid or not.

    From six digits, as in a small country's own numbers, to the fifteen of E.164 with a way out
    of the country before them; between them anything but letters and symbols.
    """
    digits = sum(sign.isdecimal() for sign in typed)
    others = (sign for sign in typed if not sign.isdecimal())
    return digits in DIALLED_DIGITS and all(map(_is_between_digits, others))


def kept(typed: str, region: str) -> str:
    """Return the whole number; what is no number is kept as typed."""
    return whole(typed, region) or typed


def shown(number: str) -> str:
    """Return a whole number in groups, as people read it to each other."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def comparable(number: str) -> str:
    """Return the digits of a whole number, without the one that is dialled from abroad only."""
    digits = "".join(
        str(unicodedata.decimal(sign)) for sign in number if sign.isdecimal()
    )
    is_marked = digits.startswith(MOBILE_MARKS) and len(digits) == MARKED_DIGITS
    return digits[:2] + digits[3:] if is_marked else digits


def _is_between_digits(sign: str) -> bool:
    # Blanks, dashes, brackets, dots; and marks of direction, which people paste along.
    is_sign = sign.isspace() or unicodedata.category(sign) in BETWEEN_DIGITS
    return sign in PLUS or (is_sign and sign not in AT)


def _valid(typed: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
