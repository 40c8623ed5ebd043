"""Sealing one document with AES-256-GCM, under a key derived from its day key.

Each envelope has a key of its own, HKDF(day key, visit and retention class), and the same
visit and class as associated data: an envelope that is moved to another row does not open.
"""

import json
import os
from collections.abc import Iterator, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
"""AES-256-GCM and HKDF-SHA-256, written before the nonce: what follows them gets another."""
NONCE_BYTES = 12
"""Random: a key seals one envelope, a few times at most, so that no nonce comes twice."""


class EnvelopeDamagedError(Exception):
    """The bytes were changed, or belong to another visit, retention class or day."""


def seal(day_key: bytes, belongs_to: str, document: Mapping[str, str]) -> bytes:
    """Return version, nonce and ciphertext, which open with the same key and `belongs_to` only."""
    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return (
        VERSION
        + nonce
        + AESGCM(_own_key(day_key, belongs_to)).encrypt(
            nonce, plain, belongs_to.encode()
        )
    )


def unseal(day_key: bytes, belongs_to: str, body: bytes) -> dict[str, str]:
    """Return the document; raises EnvelopeDamagedError if it is not what was sealed there."""
    cipher = AESGCM(_own_key(day_key, belongs_to))
    for nonce, sealed in _readings(body):
        try:
            plain = cipher.decrypt(nonce, sealed, belongs_to.encode())
        except (InvalidTag, ValueError):
            continue
        document = json.loads(plain)
        return {str(item): str(value) for item, value in document.items()}
    raise EnvelopeDamagedError(belongs_to)


def _readings(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    if body.startswith(VERSION):
        start = len(VERSION)
        yield body[start : start + NONCE_BYTES], body[start + NONCE_BYTES :]
    # Sealed before there were versions; its nonce may begin with the same byte.
    yield body[:NONCE_BYTES], body[NONCE_BYTES:]


def _own_key(day_key: bytes, belongs_to: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=belongs_to.encode()).derive(
        day_key
    )
