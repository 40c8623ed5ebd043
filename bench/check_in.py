"""What a check-in with its badge costs the server: processor time, in calibration loops."""

import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from bench.figures import Figure, calibration
from bench.first_byte import PATIENCE, printer_apart
from bench.tablets import Lobby, lobby

GUESTS, WARM, IDLE_SECONDS, LOOPS = 120, 20, 5, 15
MOST_LOOPS = 0.5
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
        loop_before = _loop_seconds()
        began, used = time.monotonic(), _processor_seconds(paired.process)
        for code in paired.codes[WARM:]:
            _check_in(paired, code, line)
        spent = _processor_seconds(paired.process) - used
        spent -= idle * (time.monotonic() - began)
    each = spent / GUESTS
    loops = each / median([loop_before, _loop_seconds()])
    yield Figure("processor of a check-in", round(each * 1000, 1), "ms")
    yield Figure("processor of a check-in, in loops", round(loops, 2), "c", MOST_LOOPS)


def _check_in(paired: Lobby, code: str, line: Connection) -> None:
    tablet = paired.tablets[0]
    tablet.tap(tablet.scan(code))
    if not line.poll(PATIENCE):
        raise RuntimeError("a badge did not come out")
    line.recv()


def _idle_share(process: int) -> float:
    """The part of a processor that the server uses while nobody comes."""
    used = _processor_seconds(process)
    time.sleep(IDLE_SECONDS)
    return (_processor_seconds(process) - used) / IDLE_SECONDS


def _processor_seconds(process: int) -> float:
    """What all threads of the process have used since it began (proc(5), utime and stime)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _loop_seconds() -> float:
    return median(calibration() for _ in range(LOOPS)) / 1000
