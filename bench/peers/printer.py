"""A printer that costs next to nothing: it answers, counts the cuts, and throws the dots away."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from printers.escpos.commands import CUT

PATIENCE, NAP = 120, 0.02
"""Seconds until the last badge is out, and between two looks."""
CHUNK = 65536
SEGMENT = 1460
"""Bytes, as on a network: of loopback's 64 kB a badge's last part waits 40 ms for an acknowledgement."""
READY = b"\x12"
"""DLE EOT's answer of a printer that wants nothing (Epson's ESC/POS guide, DLE EOT)."""
# DLE EOT n stands in no picture (printers.escpos.commands); the others are too long to be chance.
_HEARD = re.compile(
    rb"\x10\x04(?P<status>[\x01-\x04])|\x1d\(H\x06\x0000(?P<id>[A-Za-z0-9]{4})"
    rb"|\x1dI(?P<name>[\x42\x43])|(?P<cut>" + re.escape(CUT) + rb")",
    re.DOTALL,
)
_LONGEST = 11


@dataclass(frozen=True)
class SilentPrinter:
    """Its address, and how many badges were cut."""

    address: str
    _cut: Any

    @property
    def badges(self) -> int:
        return int(self._cut.value)

    def wait_for(self, badges: int) -> None:
        """Return once so many are cut; RuntimeError if that takes too long."""
        end = time.monotonic() + PATIENCE
        while self.badges < badges:
            if time.monotonic() > end:
                raise RuntimeError(f"{self.badges} of {badges} badges came out")
            time.sleep(NAP)


@contextmanager
def silent_printer() -> Iterator[SilentPrinter]:
    """A printer in a process of its own, during the block."""
    processes = get_context("spawn")
    ours, theirs = processes.Pipe()
    cut = processes.Value("i", 0)
    process = processes.Process(target=_serve, args=[theirs, cut], daemon=True)
    process.start()
    try:
        yield SilentPrinter(f"tcp://127.0.0.1:{ours.recv()}", cut)
    finally:
        process.terminate()
        process.join()


def _serve(line: Connection, cut: Any) -> None:  # noqa: ANN401 - a shared number has no public type
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        line.send(listener.getsockname()[1])
        while True:
            host, _ = listener.accept()
            with host:
                _serve_one(host, cut)


def _serve_one(host: socket.socket, cut: Any) -> None:  # noqa: ANN401 - the same
    rest = b""
    while data := host.recv(CHUNK):
        answers, badges, rest = answered(rest + data)
        cut.value += badges
        if answers:
            host.sendall(answers)


def answered(heard: bytes) -> tuple[bytes, int, bytes]:
    """Return the answers to what was heard, how often it cuts, and what may still be unfinished."""
    answers, cuts, end = b"", 0, 0
    for found in _HEARD.finditer(heard):
        end = found.end()
        cuts += found["cut"] is not None
        if found["status"]:
            answers += READY
        elif found["id"]:
            answers += b"7\x22" + found["id"] + b"\x00"
        elif found["name"]:
            answers += b"_Bench\x00"
    return answers, cuts, heard[max(end, len(heard) - _LONGEST + 1) :]
