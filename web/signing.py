"""Signing of cookies, with one key for each face and use."""

import hashlib

from itsdangerous import URLSafeSerializer

from web.context import FaceContext


def serializer(face: FaceContext, use: str) -> URLSafeSerializer:
    """Return what signs and reads the values of this use: those of another face are refused."""
    key = face.settings.secrets.key(f"{use} {face.name}")
    return URLSafeSerializer(key, signer_kwargs={"digest_method": hashlib.sha256})
