"""A host that says plain bytes to a printer, and jobs that our encoder had no hand in."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

from printers.virtual import VirtualPrinter

PATIENCE = 300.0
ACROSS = 72
START = b"\x1b@\x1da\x0e"
CUT = b"\x1dVB\x00"
PROCESS_ID = b"\x1d(H\x06\x0000Gita"
DONE = b'7"Gita\x00'
ASB = b"\x10\x00\x00\x0f"


def fragment(rows: int, dots: bytes = b"\xaa" * ACROSS) -> bytes:
    across = len(dots)
    return b"\x1dv0\x00" + bytes([across, 0, rows & 255, rows >> 8]) + dots * rows


JOB = START + fragment(127) * 3 + fragment(100) + CUT


def call(printer: VirtualPrinter) -> socket.socket:
    host, port = printer.address.removeprefix("tcp://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


@contextmanager
def calling(printer: VirtualPrinter) -> Iterator[socket.socket]:
    with closing(call(printer)) as line:
        yield line


def hear(line: socket.socket, count: int) -> bytes:
    """What the printer says next, so many bytes; fewer where it ends."""
    words = b""
    while len(words) < count and (piece := line.recv(count - len(words))):
        words += piece
    return words


def hear_all(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(4096), b""))


def ask(line: socket.socket, words: bytes, count: int = 1) -> bytes:
    line.sendall(words)
    return hear(line, count)


def say(printer: VirtualPrinter, words: bytes) -> bytes:
    """Say it, end, and return everything that is answered: by then it is printed, or held."""
    with calling(printer) as line:
        line.sendall(words)
        line.shutdown(socket.SHUT_WR)
        return hear_all(line)
