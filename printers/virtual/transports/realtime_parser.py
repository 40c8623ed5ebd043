"""Real-time commands: status requests, found wherever in the stream their bytes are."""

import re

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")
# A request may be cut between two pieces.
_BEGUN = re.compile(rb"\x10\x04?\Z")


class RealtimeParser:
    """Watches one stream; `others` counts bytes that are no NUL and no status request."""

    def __init__(self) -> None:
        self.others = 0
        self._begun = b""

    def hear(self, piece: bytes) -> list[int]:
        """Return the requests (1 to 4) that are complete with this piece."""
        words = self._begun + piece
        requests = [match[1][0] for match in _REQUEST.finditer(words)]
        begun = _BEGUN.search(words)
        self._begun = begun[0] if begun else b""
        self.others += (
            len(words) - words.count(0) - 3 * len(requests) - len(self._begun)
        )
        return requests
