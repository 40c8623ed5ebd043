"""What a check-in with its badge costs the server: processor time."""

import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from bench.figures import PROCESSOR_MS, Bounds, Figure
from bench.first_byte import PATIENCE, printer_apart
from bench.tablets import Lobby, lobby

GUESTS, WARM, IDLE_SECONDS = 120, 20, 5
G12 = Bounds(most=0.5)
TICKS = os.sysconf("SC_CLK_TCK")


def figures(folder: Path) -> Iterator[Figure]:
    """G12: one guest after another scans and agrees; what the idle server uses is taken off."""
    with (
        printer_apart() as (address, line),
        lobby(folder, address, 1, WARM + GUESTS) as paired,
    ):
        for code in paired.codes[:WARM]:
            _check_in(paired, code, line)
        idle = _idle_share(paired.process)
        began, used = time.monotonic(), processor_seconds(paired.process)
        for code in paired.codes[WARM:]:
            _check_in(paired, code, line)
        spent = processor_seconds(paired.process) - used
        spent -= idle * (time.monotonic() - began)
    each = round(spent / GUESTS * 1000, 1)
    yield Figure(
        "G12 processor of a check-in with its badge", each, PROCESSOR_MS, c=G12
    )


def _check_in(paired: Lobby, code: str, line: Connection) -> None:
    tablet = paired.tablets[0]
    tablet.tap(tablet.scan(code))
    if not line.poll(PATIENCE):
        raise RuntimeError("a badge did not come out")
    line.recv()


def _idle_share(process: int) -> float:
    """The part of a processor that the server uses while nobody comes."""
    used = processor_seconds(process)
    time.sleep(IDLE_SECONDS)
    return (processor_seconds(process) - used) / IDLE_SECONDS


def processor_seconds(process: int) -> float:
    """What all threads of the process have used since it began (proc(5), utime and stime)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
