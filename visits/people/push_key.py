"""The key by which push services know who sends (VAPID, RFC 8292), derived from the root secret."""

import base64

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from visits.keys.secrets import Secrets

# The order of P-256 (FIPS 186-4, D.1.2.3): a private key is a number from 1 to this less one.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private(secrets: Secrets) -> EllipticCurvePrivateKey:
    """Return the private key, always the same: a browser's subscription is bound to it."""
    number = int.from_bytes(secrets.key("web push"), "big") % (ORDER - 1) + 1
    return derive_private_key(number, SECP256R1())


def public(secrets: Secrets) -> str:
    """Return the public key as browsers take it: base64url of an uncompressed point."""
    key = private(secrets).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
