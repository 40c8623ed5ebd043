"""HTTP/1.1 and nothing else: an upgrade to HTTP/2 in clear text is answered in HTTP/1.1.

Hypercorn takes `Upgrade: h2c` whatever is set. What comes through such a connection evades the
rules of a proxy in front, which goes on forwarding what it takes for one request.
"""

import h11
import hypercorn.protocol
from hypercorn.protocol.h11 import H11Protocol


class Http1Protocol(H11Protocol):
    """Hypercorn's HTTP/1.1 without the upgrade; `refuse_unfit` answers whoever asks for it."""

    async def _check_protocol(self, event: h11.Request) -> None:
        if not any(name.lower() == b"upgrade" for name, _ in event.headers):
            # HTTP/2 without an upgrade: hypercorn reads it, and it is refused like any request.
            await super()._check_protocol(event)


def keep_to_http1() -> None:
    """Have hypercorn begin each connection with this protocol; it offers no setting for it."""
    setattr(hypercorn.protocol, "H11Protocol", Http1Protocol)  # noqa: B010 - a class is no variable for mypy
