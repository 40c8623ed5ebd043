"""What the virtual printer's own process costs a badge: in the demo it is the server's."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median

from bench.badges import sample
from bench.figures import PROCESSOR_MS, Bounds, Figure
from printers.escpos.commands import START, ending
from printers.print_badge import encoded_strips
from printers.virtual import VirtualPrinter

BADGES, WARM, PATIENCE = 40, 4, 60
G14 = Bounds(most=0.35)


def figures() -> Iterator[Figure]:
    """G14: badges as they are sent, one after the other."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_read, args=[theirs], daemon=True)
    process.start()
    try:
        address: tuple[str, int] = ours.recv()
        spent = [_one(ours, address, number) for number in range(BADGES)]
    finally:
        process.terminate()
        process.join()
    each = round(median(spent[WARM:]) * 1000, 2)
    yield Figure(
        "G14 processor of a badge at the virtual printer", each, PROCESSOR_MS, c=G14
    )


def _one(line: Connection, address: tuple[str, int], number: int) -> float:
    """Return the processor seconds that a badge took."""
    badge = b"".join(encoded_strips(sample(number)))
    with closing(socket.create_connection(address)) as printer:
        printer.sendall(START + badge + ending(cutter=True))
        printer.shutdown(socket.SHUT_WR)
        # It hangs up when everything is printed.
        while printer.recv(1024):
            pass
    line.send(number)
    if not line.poll(PATIENCE):
        raise RuntimeError("a badge did not come out")
    seconds: float = line.recv()
    return seconds


def _read(line: Connection) -> None:
    with VirtualPrinter() as printer:
        host, port = printer.address.removeprefix("tcp://").split(":")
        line.send((host, int(port)))
        used = time.process_time()
        for _ in iter(line.recv, None):
            before, used = used, time.process_time()
            line.send(used - before)
