"""Web Push: what a browser's push service passes on, which it cannot read (RFC 8291)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from py_vapid import Vapid02

from lencana.channels.http import Post
from lencana.channels.texts import Words

LASTS = timedelta(hours=1)
"""How long a service keeps it for a phone that is off."""
SIGNED_FOR = timedelta(hours=12)
"""RFC 8292, 2: at most a day."""


@dataclass(frozen=True)
class PushSender:
    """Who sends: the key that subscriptions are bound to, and whom a service may write to."""

    key: EllipticCurvePrivateKey = field(repr=False)
    mailbox: str


def post(
    fields: Mapping[str, str], words: Words, sender: PushSender, at: datetime
) -> Post:
    """Return the call of the browser's push service, with the words sealed for the browser."""
    payload = json.dumps({"text": words.sentence, "link": words.link})
    sealed: bytes = http_ece.encrypt(
        payload.encode(),
        private_key=generate_private_key(SECP256R1()),
        dh=_decoded(fields["p256dh"]),
        auth_secret=_decoded(fields["auth"]),
        version="aes128gcm",
    )
    return Post(
        host=fields["host"],
        port=int(fields["port"]),
        path=fields["path"],
        body=sealed,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(LASTS // timedelta(seconds=1)),
            "Urgency": "high",
            "Authorization": _authorization(fields, sender, at),
        },
    )


def _authorization(fields: Mapping[str, str], sender: PushSender, at: datetime) -> str:
    signing: Any = Vapid02(sender.key)
    port = "" if fields["port"] == "443" else f":{fields['port']}"
    claims = {
        "aud": f"https://{fields['host']}{port}",
        "sub": f"mailto:{sender.mailbox}",
        "exp": int((at + SIGNED_FOR).timestamp()),
    }
    return str(signing.sign(claims)["Authorization"])


def _decoded(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
