"""Sealing one document with AES-256-GCM, under a key derived from its day key.

Each envelope has a key of its own, HKDF(day key, visit and retention class), and the same
visit and class as associated data: an envelope that is moved to another row does not open.
"""

import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
"""Random: a key seals one envelope, a few times at most, so that no nonce comes twice."""


class EnvelopeDamagedError(Exception):
    """The bytes were changed, or belong to another visit, retention class or day."""


def seal(day_key: bytes, belongs_to: str, document: Mapping[str, str]) -> bytes:
    """Return nonce and ciphertext; they open with the same key and `belongs_to` only."""
    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return nonce + AESGCM(_own_key(day_key, belongs_to)).encrypt(
        nonce, plain, belongs_to.encode()
    )


def unseal(day_key: bytes, belongs_to: str, body: bytes) -> dict[str, str]:
    """Return the document; raises EnvelopeDamagedError if it is not what was sealed there."""
    nonce, sealed = body[:NONCE_BYTES], body[NONCE_BYTES:]
    try:
        plain = AESGCM(_own_key(day_key, belongs_to)).decrypt(
            nonce, sealed, belongs_to.encode()
        )
    except (InvalidTag, ValueError):
        raise EnvelopeDamagedError(belongs_to) from None
    return {str(item): str(value) for item, value in json.loads(plain).items()}


def _own_key(day_key: bytes, belongs_to: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=belongs_to.encode()).derive(
        day_key
    )
