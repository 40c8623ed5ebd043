"""How much may come out of one file: a file that holds more is not called clean."""

from typing import NamedTuple

MOST_BYTES = 256 << 20
DEEPEST = 8


class Inside(NamedTuple):
    """What a container held: what it was, which never quotes it, and its bytes."""

    what: str
    content: bytes


class TooMuchInside(Exception):
    """A container holds more than is unpacked: it cannot be said to be clean."""


class Budget:
    """What is left of the bytes that may still come out of one file."""

    def __init__(self, room: int = MOST_BYTES) -> None:
        self.room = room

    def take(self, count: int) -> None:
        """So much came out (`TooMuchInside`)."""
        self.room -= count
        if self.room < 0:
            raise TooMuchInside
