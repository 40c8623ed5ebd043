"""What one host sends over one connection."""

import socket
from collections.abc import Callable
from contextlib import suppress

from printers.virtual.interpreter import UnintelligibleError
from printers.virtual.paper import Paper

_PIECE = 65536


class Job:
    """The bytes of a host, and the printer's parts that they move."""

    def __init__(
        self, host: socket.socket, paper: Paper, begun: Callable[[], None], cut: Callable[[], None]
    ) -> None:
        self._host = host
        self._paper = paper
        self._begun = begun
        self.cut = cut
        self._heard = False

    def take(self, count: int) -> bytes:
        """Return so many bytes, fewer only where the host has ended."""
        found = bytearray()
        while len(found) < count and (piece := self._host.recv(min(count - len(found), _PIECE))):
            found += piece
        if found and not self._heard:
            self._heard = True
            self._begun()
        return bytes(found)

    def burn(self, dots: bytes, across: int) -> None:
        if across * 8 > self._paper.width:
            raise UnintelligibleError("raster wider than the head")
        self._paper.burn(dots, across)

    def answer(self, words: bytes) -> None:
        with suppress(OSError):
            self._host.sendall(words)

    def ignore_the_rest(self) -> None:
        """Read to the end, so that the host is not cut off by a reset."""
        while self._host.recv(_PIECE):
            pass
