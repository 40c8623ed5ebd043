"""Sealing under a passphrase: Argon2id derives the key, AES-256-GCM seals."""

import os
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST = 15
"""NIST SP 800-63B, for a secret that is the only factor."""
LONGEST = 1000
"""More than anybody types; it bounds what Argon2 is given."""
MARK = b"lencana keys 1\n"
"""Names the format and its cost: another cost needs another mark."""
KINDRED = b"lencana keys "
"""How a sealed file of any version begins, so that a newer one is told from a foreign one."""
SALT_BYTES, NONCE_BYTES = 16, 12
"""The salt as RFC 9106 recommends it (3.1); the nonce of AES-GCM (NIST SP 800-38D, 5.2.1.1)."""
KIBIBYTES, PASSES, LANES = 65_536, 3, 4
"""The second choice of RFC 9106 (section 4), for machines with little memory: 64 MiB."""


class PassphraseTooShort(Exception):
    """It has fewer than `SHORTEST` characters, or is none at all."""


class WrongPassphrase(Exception):
    """It does not open this file, or the file was changed."""


class NotSealed(Exception):
    """The file is not one that was sealed under a passphrase here."""


class SealedByANewerProgram(Exception):
    """The file's form is one this program does not know."""


def seal(passphrase: str, content: bytes) -> bytes:
    """Return the content, sealed under the passphrase; raises PassphraseTooShort."""
    check(passphrase)
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    # The head is authenticated too: nobody can change the mark, and with it the cost.
    head = MARK + salt
    return head + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, content, head)


def unseal(passphrase: str, sealed: bytes) -> bytes:
    """Return the content; raises WrongPassphrase, NotSealed or SealedByANewerProgram."""
    if not sealed.startswith(MARK):
        raise SealedByANewerProgram if sealed.startswith(KINDRED) else NotSealed
    head, rest = sealed[: len(MARK) + SALT_BYTES], sealed[len(MARK) + SALT_BYTES :]
    cipher = AESGCM(_key(passphrase, head[len(MARK) :]))
    try:
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head)
    except (InvalidTag, ValueError):
        raise WrongPassphrase from None


def check(passphrase: str) -> None:
    """Raise PassphraseTooShort unless it has 15 to 1,000 characters, not all of them the same."""
    if not SHORTEST <= len(passphrase) <= LONGEST or len(set(passphrase)) == 1:
        raise PassphraseTooShort


def is_sealed(beginning: bytes) -> bool:
    """Return whether a file that begins like this was sealed by any version of this program."""
    return beginning.startswith(KINDRED)


def _key(passphrase: str, salt: bytes) -> bytes:
    # One spelling: keyboards differ in how they compose an accented letter.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    # A file cut off within its head; argon2 would fail in other words.
    if len(salt) != SALT_BYTES:
        raise WrongPassphrase
    return hash_secret_raw(typed, salt, PASSES, KIBIBYTES, LANES, 32, Type.ID)
