"""A printer's receive buffer: a few thousand bytes in order, and where each host's end."""

from collections import deque
from re import Pattern

# Bytes: a usual size for a receipt printer.
SIZE = 4096


class ReceiveBuffer:
    """Takes bytes until it is full; the caller locks it."""

    def __init__(self, size: int = SIZE) -> None:
        self.received = 0
        self.size = size
        self._bytes = bytearray()
        self._ends: deque[int] = deque()

    def __len__(self) -> int:
        return len(self._bytes)

    @property
    def taken(self) -> int:
        return self.received - len(self._bytes)

    def put(self, piece: bytes) -> int:
        """Add the bytes; return how many found room."""
        taken = piece[: self.size - len(self._bytes)]
        self._bytes += taken
        self.received += len(taken)
        return len(taken)

    def draw(self, most: int) -> bytes:
        """Take out the next bytes, at least one if there is any, and never beyond a host's end."""
        if self._ends:
            most = min(most, self._ends[0] - self.taken)
        piece = bytes(self._bytes[:most])
        del self._bytes[:most]
        return piece

    def leading(self, run: Pattern[bytes]) -> int:
        """Return how many of the next bytes match."""
        match = run.match(self._bytes)
        return match.end() if match else 0

    def end(self) -> None:
        """Mark that a host's bytes end here."""
        if not self._ends or self._ends[-1] != self.received:
            self._ends.append(self.received)

    def pass_end(self) -> bool:
        """True, once, when everything of a host that left has been taken out."""
        if not self._ends or self._ends[0] != self.taken:
            return False
        self._ends.popleft()
        return True

    def lose(self) -> None:
        """Drop everything, as a power cut does."""
        self._bytes.clear()
        self._ends.clear()
