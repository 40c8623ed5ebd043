"""Sealing under a passphrase: Argon2id derives the key, AES-256-GCM seals."""

import os
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST = 15
"""NIST SP 800-63B, for a secret that is the only factor."""
LONGEST = 1000
MARK = b"lencana keys 1\n"
"""Names the format and its cost: another cost needs another mark."""
KINDRED = b"lencana keys "
SALT_BYTES, NONCE_BYTES = 16, 12
KIBIBYTES, PASSES, LANES = 65_536, 3, 4
"""The second choice of RFC 9106: 64 MiB."""


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
    """Raise PassphraseTooShort unless it has 15 to 1,000 characters that are not all the same."""
    if not SHORTEST <= len(passphrase) <= LONGEST or len(set(passphrase)) == 1:
        raise PassphraseTooShort


def is_sealed(beginning: bytes) -> bool:
    """Return whether a file that begins like this was sealed by any version of this program."""
    return beginning.startswith(KINDRED)


def _key(passphrase: str, salt: bytes) -> bytes:
    # One spelling: keyboards differ in how they compose an accented letter.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    if len(salt) != SALT_BYTES:
        raise WrongPassphrase
    return hash_secret_raw(typed, salt, PASSES, KIBIBYTES, LANES, 32, Type.ID)
