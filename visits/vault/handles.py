"""Handles: how a guest's own e-mail or phone finds their visit without standing in the store."""

import unicodedata

from visits.keys.secrets import Secrets


def digest(secrets: Secrets, item: str, value: str) -> bytes:
    """The same 32 bytes for every spelling of one address; nothing can be read from them without the pepper."""
    return secrets.digest("handle", item, normal(item, value))


def normal(item: str, value: str) -> str:
    """One spelling of an e-mail (its letters folded) or of a phone number (digits only)."""
    if item == "phone":
        return "".join(character for character in value if character.isdigit())
    return unicodedata.normalize("NFKC", value).strip().casefold()
