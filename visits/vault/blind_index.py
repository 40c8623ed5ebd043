"""Handles: how a guest's own e-mail or phone finds their visit without visit state in the store."""

import unicodedata

import phonenumbers

from visits.keys.secrets import Secrets


def digest(secrets: Secrets, item: str, value: str) -> bytes:
    """The same 32 bytes for every spelling of an address; nothing is read from them without the pepper."""
    return secrets.digest("handle", item, normal(item, value))


def normal(item: str, value: str) -> str:
    """One spelling of an e-mail (its letters folded) or of a phone number (digits only)."""
    plain = unicodedata.normalize("NFKC", value)
    if item == "phone":
        return "".join(
            str(unicodedata.decimal(sign)) for sign in plain if sign.isdecimal()
        )
    return plain.strip().casefold()


def in_full(phone: str, region: str) -> str:
    """The number with its country's code; a number without one is read as dialled in `region`."""
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
