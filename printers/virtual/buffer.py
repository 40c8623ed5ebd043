"""The receive buffer of a printer: a few thousand bytes in order, and where a host left."""

from collections import deque
from re import Pattern

SIZE = 4096


class ReceiveBuffer:
    """Takes bytes until it is full; not safe for threads by itself."""

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
        """Return how many of the bytes found room."""
        taken = piece[: self.size - len(self._bytes)]
        self._bytes += taken
        self.received += len(taken)
        return len(taken)

    def draw(self, most: int) -> bytes:
        """Return what comes next: at least one byte where there is any, none from behind a host's end."""
        if self._ends:
            most = min(most, self._ends[0] - self.taken)
        piece = bytes(self._bytes[:most])
        del self._bytes[:most]
        return piece

    def leading(self, run: Pattern[bytes]) -> int:
        """Return how many of the bytes that come next are of this kind."""
        found = run.match(self._bytes)
        return found.end() if found else 0

    def end(self) -> None:
        """A host left here."""
        if not self._ends or self._ends[-1] != self.received:
            self._ends.append(self.received)

    def pass_end(self) -> bool:
        """Whether everything of a host that left has been drawn; said once."""
        if not self._ends or self._ends[0] != self.taken:
            return False
        self._ends.popleft()
        return True

    def lose(self) -> None:
        """Everything in it is gone."""
        self._bytes.clear()
        self._ends.clear()
