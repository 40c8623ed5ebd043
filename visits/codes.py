"""Codes: what QR pictures and links hold. Derived from the root secret; the store has digests only."""

import hashlib
import re
import secrets as randomness
from enum import StrEnum

from visits.keys.secrets import Secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html)."""
SYMBOLS = 26
BITS = 128


class CodeKind(StrEnum):
    """What a code is for; its prefix tells a scanner."""

    INVITATION = "LC1"
    BADGE = "LB1"


_SHAPE = re.compile(f"({'|'.join(CodeKind)}):([{ALPHABET}]{{{SYMBOLS}}})")


def derive(secrets: Secrets, kind: CodeKind, *parts: object) -> str:
    """The code of these parts, as a QR picture holds it: `LC1:` and 26 symbols, 128 bits."""
    return f"{kind.value}:{symbols(secrets.digest(f'code {kind.value}', *parts))}"


def link(secrets: Secrets, *parts: object) -> str:
    """The last part of the address of a guest's page: 26 lower-case symbols, by another key than any code."""
    return symbols(secrets.digest("guest link", *parts)).lower()


def digits(secrets: Secrets, use: str, count: int, *parts: object) -> str:
    """`count` decimal digits derived from the parts, as HOTP does (RFC 4226)."""
    number = int.from_bytes(secrets.digest(use, *parts)[:16], "big") % 10**count
    return str(number).zfill(count)


def read(scanned: str) -> tuple[CodeKind, bytes] | None:
    """The kind and digest of a scanned code; None for anything that has not exactly its shape."""
    found = _SHAPE.fullmatch(scanned)
    return (CodeKind(found[1]), digest(scanned)) if found else None


def digest(code: str) -> bytes:
    """What the store keeps of a code or link: 128 random bits need no slow hash."""
    return hashlib.sha256(code.encode()).digest()


def generation() -> int:
    """A number for a new code that no earlier one of the same row had, not even before a restored backup."""
    return randomness.randbelow(2**31)


def public_id() -> str:
    """A new name for a row, to be used in addresses: it says nothing and cannot be guessed."""
    return symbols(randomness.token_bytes(16)).lower()


def symbols(raw: bytes) -> str:
    """The first 128 bits as 26 symbols."""
    number = int.from_bytes(raw[: BITS // 8], "big")
    return "".join(
        ALPHABET[number >> shift & 31] for shift in range(5 * (SYMBOLS - 1), -1, -5)
    )
