"""The one form of an e-mail address: as it is kept, compared, sent to and asked for.

A domain with other than ASCII letters is kept by its ASCII form. IDNA 2008 decides which that
is, with UTS 46 and without its transitional mapping: by the older rule mail for faß.example
would go to fass.example, which belongs to somebody else.
"""

import idna
from email_validator import EmailNotValidError, validate_email

LONGEST = 254
"""Characters (RFC 5321, 4.5.3.1.3, without the angle brackets)."""
# East Asian keyboards write these for ASCII signs.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class NoEmailAddressError(ValueError):
    """What was typed has no ASCII form with a domain; the text does not repeat it."""


def canonical(typed: str) -> str:
    """Return the local part as typed, and the domain as its A-label in lower case.

    Raises NoEmailAddressError.
    """
    local, at, domain = typed.translate(_HALF_WIDTH).rpartition("@")
    is_plain = local.isascii() and local.isprintable() and " " not in local
    if not (local and at and is_plain and len(typed) <= LONGEST):
        raise NoEmailAddressError
    try:
        ascii_domain = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except idna.IDNAError:
        raise NoEmailAddressError from None
    # With or without the dot of the root it is the same domain.
    return f"{local}@{ascii_domain.removesuffix('.')}"


def deliverable(typed: str) -> str:
    """Return the canonical form of an address that every mail server takes.

    Raises NoEmailAddressError. No name server is asked whether the domain exists.
    """
    # Keyboards of phones add a blank.
    address = canonical(typed.strip())
    try:
        # Strict: no local part is longer than 64 (RFC 5321, 4.5.3.1.1).
        validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    # Without the library's message, which may quote what was typed.
    except EmailNotValidError:
        raise NoEmailAddressError from None
    return address


def is_whole(typed: str) -> bool:
    """True for an address with a canonical form that others can write to: its domain has a dot."""
    try:
        return "." in canonical(typed).rpartition("@")[2]
    except NoEmailAddressError:
        return False


def kept(typed: str) -> str:
    """Return the canonical form; what has none is kept as typed, and gets no mail."""
    try:
        return canonical(typed)
    except NoEmailAddressError:
        return typed


def comparable(typed: str) -> str:
    """Return what equal mailboxes have in common: the canonical form in lower case.

    No mail server in use gives two people addresses that differ in case only. What is no
    address is returned as it is, and equals no address.
    """
    plain = typed.strip()
    try:
        return canonical(plain).lower()
    except NoEmailAddressError:
        return plain


def shown(address: str) -> str:
    """Return the address as people write it, with the domain in its own letters."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}" if at else address
    except idna.IDNAError:
        return address
