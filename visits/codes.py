"""Codes in QR pictures and links, derived from the root secret; the store keeps digests only."""

import hashlib
import hmac
import re
import secrets as randomness
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from visits.keys.secrets import Secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html)."""
SYMBOLS = 26
"""128 bits in 26 symbols of 5 bits: nobody guesses one."""
BITS = 128
TOTP_DIGITS = 6
READ_AS = str.maketrans("ILO", "110", "-")
"""People read I and L as 1, and O as 0; none of them is in the alphabet."""


class CodeKind(StrEnum):
    """What a code is for; the prefix in the QR picture."""

    INVITATION = "LC1"
    BADGE = "LB1"


class ScannedCode(NamedTuple):
    """What a QR picture held: of which kind, what the store knows it by, and what it proves."""

    kind: CodeKind
    digest: bytes
    confirmation: str
    """What a confirmed guest's page adds (`visits.confirmed_codes`); empty elsewhere."""


_SYMBOLS = f"[{ALPHABET}]{{{SYMBOLS}}}"
_SHAPE = re.compile(f"({'|'.join(CodeKind)}):{_SYMBOLS}")
# With a prefix of its own: so every code has one length, and ends itself in a hand scanner.
_CONFIRMED = re.compile(f"LC2:({_SYMBOLS})({_SYMBOLS})")


def derive(secrets: Secrets, kind: CodeKind, *parts: object) -> str:
    """Return the code of these parts as a QR picture holds it: `LC1:` and 26 symbols."""
    return f"{kind.value}:{symbols(secrets.digest(f'code {kind.value}', *parts))}"


def link(secrets: Secrets, use: str, *parts: object) -> str:
    """Return 26 symbols for an address that is not guessed; each use has a key of its own."""
    return symbols(secrets.digest(use, *parts)).lower()


def digits(secrets: Secrets, use: str, count: int, *parts: object) -> str:
    """Return `count` decimal digits derived from the parts, as HOTP does (RFC 4226)."""
    number = int.from_bytes(secrets.digest(use, *parts)[:16], "big") % 10**count
    return str(number).zfill(count)


def read(scanned: str) -> ScannedCode | None:
    """Return what a scanned code says; None for anything of another shape."""
    # Scanners have crashed, and databases were injected, by what strangers put into a QR code.
    if match := _SHAPE.fullmatch(scanned):
        return ScannedCode(CodeKind(match[1]), digest(scanned), "")
    if match := _CONFIRMED.fullmatch(scanned):
        invitation = f"{CodeKind.INVITATION}:{match[1]}"
        return ScannedCode(CodeKind.INVITATION, digest(invitation), match[2])
    return None


def with_confirmation(invitation: str, confirmation: str) -> str:
    """Return what a confirmed guest's page shows: the invitation code, and its proof."""
    return f"LC2:{invitation.partition(':')[2]}{confirmation}"


def digest(code: str) -> bytes:
    """Return what the store keeps of a code or link; 128 random bits need no slow hash."""
    return hashlib.sha256(code.encode()).digest()


def generation() -> int:
    """Return a random number for a new code: counting on would repeat after a restored backup."""
    return randomness.randbelow(2**31)


def public_id() -> str:
    """Return a new random name for a row, to be used in addresses."""
    return symbols(randomness.token_bytes(16)).lower()


def decimals(typed: str) -> str:
    """Return the digits of what was typed, in any script, as 0 to 9, and without spaces."""
    signs = (sign for sign in typed if not sign.isspace())
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in signs)


def is_same(expected: str, typed: str) -> bool:
    """True if the digits were typed, in any script; it takes as long for others as for these."""
    return hmac.compare_digest(expected.encode(), decimals(typed).encode())


def plain(typed: str) -> str:
    """Return typed symbols without dashes and blanks, as the alphabet has them: O as 0, I as 1."""
    return "".join(typed.upper().translate(READ_AS).split())


def symbols(raw: bytes) -> str:
    """Return the first 128 bits as 26 symbols."""
    number = int.from_bytes(raw[: BITS // 8], "big")
    return "".join(
        ALPHABET[number >> shift & 31] for shift in range(5 * (SYMBOLS - 1), -1, -5)
    )
