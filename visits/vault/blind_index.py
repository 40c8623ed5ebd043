"""The blind index: finds a visit by an e-mail address or phone number that is not stored.

The store keeps an HMAC of the normalised address under a key that lies outside the database.
Equal addresses have equal digests, so an exact look-up works; nothing else can be read from
them, and without the key nobody can try addresses out. It lives as long as the name is kept,
also when the address itself is erased already.
"""

import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber

from visits.keys.secrets import Secrets
from visits.vault import email_addresses

MOBILE_MARKS = ("549", "521")
"""Argentina's 9, and Mexico's 1, which was given up in 2020 and stands in many address books."""
MARKED_DIGITS = 13


def digest(secrets: Secrets, item: str, value: str) -> bytes:
    """Return the same 32 bytes for every spelling of an address."""
    # The name of the use stays: another one would find none of the stored digests.
    return secrets.digest("handle", item, normal(item, value))


def normal(item: str, value: str) -> str:
    """Return one spelling: of an e-mail address the comparable form, of a phone the digits."""
    if item == "phone":
        return _without_mobile_mark(
            "".join(
                str(unicodedata.decimal(sign)) for sign in value if sign.isdecimal()
            )
        )
    return email_addresses.comparable(value)


def in_full(phone: str, region: str) -> str:
    """Return the number with its country code; one without is read as dialled in `region`."""
    number = _valid(phone, region)
    if number is None and phone.strip().startswith("00"):
        # The way out of most countries, typed where another one is dialled.
        number = _valid("+" + phone.strip()[2:], region)
    if number is None:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _valid(phone: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _without_mobile_mark(digits: str) -> str:
    """Leave out the digit before a mobile number that is dialled from abroad only."""
    is_marked = digits.startswith(MOBILE_MARKS) and len(digits) == MARKED_DIGITS
    return digits[:2] + digits[3:] if is_marked else digits
