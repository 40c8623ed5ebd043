"""Seals each key of a keyring's database under the root secret, which is not there."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from visits.keys.keyring.base import KEY_BYTES, KeyMissingError
from visits.keys.secrets import Secrets

FORM = b"\x01"
"""Begins each sealed key: the next algorithm has another number."""
NONCE_BYTES, TAG_BYTES = 12, 16
"""Of AES-GCM (NIST SP 800-38D, 5.2.1)."""
SEALED_BYTES = len(FORM) + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class KeySeal:
    """Seals a key with its name: whoever may write there cannot give one day another's key."""

    def __init__(self, secrets: Secrets) -> None:
        self._cipher = AESGCM(secrets.key("keys in the keyring's database"))

    def sealed(self, name: str, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return FORM + nonce + self._cipher.encrypt(nonce, key, name.encode())

    def opened(self, name: str, sealed: bytes) -> bytes:
        """Return the key; raises KeyMissingError if it is not what was sealed for this name."""
        if not sealed.startswith(FORM):
            raise KeyMissingError(name)
        body = sealed[len(FORM) :]
        try:
            return self._cipher.decrypt(
                body[:NONCE_BYTES], body[NONCE_BYTES:], name.encode()
            )
        except (InvalidTag, ValueError):
            raise KeyMissingError(name) from None
