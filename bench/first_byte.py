"""From the tap that lets a guest in to the first byte and the first dots at a TCP printer."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from bench.figures import Figure
from bench.tablets import Lobby, Tablet, lobby
from printers.virtual import VirtualPrinter

GUESTS, WARM, TABLETS = 220, 20, 3
CLOSED_PAUSE, OPEN_EVERY, BEGIN = 0.05, 0.1, 0.5
P50_MS, P99_MS = 10, 20
PATIENCE = 60


class Seen(NamedTuple):
    """Milliseconds from the tap to a printer's first byte and first dots."""

    byte: float
    dots: float


def figures(folder: Path) -> Iterator[Figure]:
    """G1 on the embedded default: closed loop, 50 ms after a badge, and open loop, 10/s."""
    for name, tablets, loop in (
        ("closed loop", 1, _closed),
        ("open loop", TABLETS, _open),
    ):
        with (
            printer_apart() as (address, line),
            lobby(
                folder / name.replace(" ", "-"), address, tablets, WARM + GUESTS
            ) as paired,
        ):
            seen = list(loop(paired, line))[WARM:]
        for what, values in (
            ("byte", [one.byte for one in seen]),
            ("dots", [one.dots for one in seen]),
        ):
            spread = quantiles(values, n=100)
            yield Figure(
                f"tap to first {what}, {name}, p50", round(spread[49], 1), "ms", P50_MS
            )
            yield Figure(
                f"tap to first {what}, {name}, p99", round(spread[98], 1), "ms", P99_MS
            )


def _closed(paired: Lobby, line: Connection) -> Iterator[Seen]:
    """The next guest comes a moment after the badge of the one before."""
    (tablet,) = paired.tablets
    for code in paired.codes:
        encounter = tablet.scan(code)
        time.sleep(CLOSED_PAUSE)
        tapped = time.monotonic()
        tablet.tap(encounter)
        yield _seen(line, tapped)


def _open(paired: Lobby, line: Connection) -> Iterator[Seen]:
    """Guests tap when they are due, whatever became of those before.

    What is late counts from then.
    """
    begin = time.monotonic() + BEGIN
    due = [begin + number * OPEN_EVERY for number in range(len(paired.codes))]
    with ThreadPoolExecutor(TABLETS) as pool:
        turns = [
            pool.submit(
                _taps, tablet, paired.codes[place::TABLETS], due[place::TABLETS]
            )
            for place, tablet in enumerate(paired.tablets)
        ]
        yield from [_seen(line, tapped) for tapped in due]
        for turn in turns:
            turn.result()


def _taps(tablet: Tablet, codes: list[str], due: list[float]) -> None:
    for code, tapped in zip(codes, due, strict=True):
        encounter = tablet.scan(code)
        time.sleep(max(tapped - time.monotonic(), 0))
        tablet.tap(encounter)


def _seen(line: Connection, tapped: float) -> Seen:
    """What the printer says of its next badge: they come in the order of the taps."""
    if not line.poll(PATIENCE):
        raise RuntimeError("a badge did not come out")
    byte, dots = line.recv()
    return Seen((byte - tapped) * 1000, (dots - tapped) * 1000)


@contextmanager
def printer_apart() -> Iterator[tuple[str, Connection]]:
    """A virtual printer in a process of its own, which reports when each badge reached it."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_print, args=[theirs], daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


def _print(line: Connection) -> None:
    """Each badge's moments are read while it is printed: the next one's replace them."""
    with VirtualPrinter() as printer:
        line.send(printer.address)
        last = None
        for badges in count(1):
            if not printer.wait_until(
                lambda: printer.first_dots_at not in {None, last},  # noqa: B023 - asked now
                PATIENCE,
            ):
                return
            last = printer.first_dots_at
            moments = (printer.first_byte_at, last)
            printer.wait_for_badges(badges, PATIENCE)
            line.send(moments)
