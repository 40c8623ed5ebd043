"""The root secret: 32 random bytes, from which one key for each use is derived (HKDF).

Codes in QR pictures, links, one-time codes, session keys and blind indexes all come from it.
The store holds digests only, so that whoever copies the database can make none of them.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from visits.keys.files import write_once
from visits.vocabulary.refusals import OperatorError

ROOT_BYTES = 32


class UnsafeSecretError(OperatorError):
    """The root secret is damaged, or others on this machine can read it."""


class SecretMissingError(Exception):
    """There is no root secret: it was never made here, or it is lost."""


class OtherKeysError(Exception):
    """The root secret is another installation's: nothing in this database opens with it."""


@dataclass(frozen=True)
class Secrets:
    """Keys derived from one root secret; no two uses share one."""

    root: bytes = field(repr=False)
    _keys: dict[str, bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """By use, of which there are a few dozen: deriving one takes longer than its digests."""

    def key(self, use: str) -> bytes:
        """Return the 32 bytes for this use."""
        if use not in self._keys:
            self._keys[use] = self._derived(use)
        return self._keys[use]

    def digest(self, use: str, *parts: object) -> bytes:
        """Return 32 bytes that show whether two values are equal, and nothing else of them."""
        # The unit separator keeps ("ab", "c") and ("a", "bc") apart.
        message = "\x1f".join(str(part) for part in parts)
        # With a key: whoever copies the database could try all addresses against a plain hash.
        return hmac.digest(self.key(use), message.encode(), "sha256")

    def _derived(self, use: str) -> bytes:
        # No salt: the root is random and whole already (RFC 5869, 3.1 makes it optional).
        return HKDF(
            SHA256(), length=32, salt=None, info=b"lencana/" + use.encode()
        ).derive(self.root)


def load_or_create(path: Path) -> Secrets:
    """Return the secret in `path`, made on first use for its owner only (0600)."""
    if not path.exists():
        write_once(path, secrets.token_bytes(ROOT_BYTES))
    return load(path)


def load(path: Path) -> Secrets:
    """Return the secret in `path`; raises SecretMissingError or UnsafeSecretError."""
    if not path.exists():
        raise SecretMissingError(path.name)
    # Refused, not mended: others may have read it already, which a person should know.
    if path.stat().st_mode & 0o077:
        raise UnsafeSecretError(
            f"{path.name} can be read by others on this machine: chmod 600 it"
        )
    root = path.read_bytes()
    if len(root) != ROOT_BYTES:
        raise UnsafeSecretError(
            f"{path.name} is damaged: it must hold exactly {ROOT_BYTES} bytes"
        )
    return Secrets(root)
