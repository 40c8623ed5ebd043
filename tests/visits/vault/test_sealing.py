"""Sealing: each document says by which algorithm it was sealed, so that another can follow."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from visits.vault.sealing import EnvelopeDamagedError, seal, unseal

KEY, BELONGS_TO = bytes(range(32)), "visit 1 log"
DOCUMENT = {"name": "Gita Pramesti"}


def without_version(nonce: bytes) -> bytes:
    """The document as it was sealed before versions were written."""
    own = HKDF(SHA256(), length=32, salt=None, info=BELONGS_TO.encode()).derive(KEY)
    plain = b'{"name":"Gita Pramesti"}'
    return nonce + AESGCM(own).encrypt(nonce, plain, BELONGS_TO.encode())


def test_what_is_sealed_names_its_version() -> None:
    sealed = seal(KEY, BELONGS_TO, DOCUMENT)
    assert sealed[0] == 1
    assert unseal(KEY, BELONGS_TO, sealed) == DOCUMENT


@pytest.mark.parametrize("nonce", [bytes(range(100, 112)), b"\x01" * 12])
def test_what_was_sealed_before_versions_opens(nonce: bytes) -> None:
    assert unseal(KEY, BELONGS_TO, without_version(nonce)) == DOCUMENT


def test_a_version_that_is_not_known_is_not_guessed() -> None:
    sealed = b"\x02" + seal(KEY, BELONGS_TO, DOCUMENT)[1:]
    with pytest.raises(EnvelopeDamagedError):
        unseal(KEY, BELONGS_TO, sealed)


@pytest.mark.parametrize("body", [b"", b"\x01", b"\x01" * 13, bytes(range(40))])
def test_what_is_no_sealed_document_is_damaged(body: bytes) -> None:
    with pytest.raises(EnvelopeDamagedError):
        unseal(KEY, BELONGS_TO, body)
