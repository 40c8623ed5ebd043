"""Sealing and opening: AES-256-GCM under a key of its own for each visit and retention class, bound to both."""

import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class EnvelopeDamagedError(Exception):
    """The bytes were changed, or belong to another visit, retention class or day."""


def seal(day_key: bytes, belongs_to: str, document: Mapping[str, str]) -> bytes:
    """Nonce and ciphertext of `document`; opens only with the same key and the same `belongs_to`."""
    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return nonce + AESGCM(_own_key(day_key, belongs_to)).encrypt(
        nonce, plain, belongs_to.encode()
    )


def unseal(day_key: bytes, belongs_to: str, body: bytes) -> dict[str, str]:
    """The document; `EnvelopeDamagedError` when it is not the one that was sealed there."""
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
