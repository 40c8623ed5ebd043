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

from bench.figures import Bounds, Figure
from bench.tablets import Lobby, Tablet, lobby
from printers.virtual import VirtualPrinter

GUESTS, WARM, TABLETS = 220, 20, 3
CLOSED_PAUSE, OPEN_EVERY, BEGIN = 0.05, 0.1, 0.5
G1_P50, G1_P99 = Bounds(most=0.7), Bounds(most=1.4)
G3_P99, G3_STALL = Bounds(most=3.5), Bounds(most=18)
PATIENCE = 60


class Seen(NamedTuple):
    """Milliseconds from the tap to a printer's first byte and first dots, and to the answer."""

    byte: float
    dots: float
    answer: float


def figures(folder: Path) -> Iterator[Figure]:
    """G1 on the embedded default: closed loop, 50 ms after a badge, and open loop, 10/s; G3 there."""
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
        yield from _spread(f"G1 tap to first byte, {name}", [one.byte for one in seen])
        yield from _spread(f"G1 tap to first dots, {name}", [one.dots for one in seen])
        answers = [one.answer for one in seen]
        if tablets > 1:
            late = quantiles(answers, n=100)[98]
            yield Figure("G3 due to answer, 10/s, p99", round(late, 1), "ms", c=G3_P99)
            stall = round(max(answers), 1)
            yield Figure("G3 due to answer, 10/s, longest", stall, "ms", c=G3_STALL)


def _spread(name: str, values: list[float]) -> Iterator[Figure]:
    spread = quantiles(values, n=100)
    yield Figure(f"{name}, p50", round(spread[49], 1), "ms", c=G1_P50)
    yield Figure(f"{name}, p99", round(spread[98], 1), "ms", c=G1_P99)


def _closed(paired: Lobby, line: Connection) -> Iterator[Seen]:
    """The next guest comes a moment after the badge of the one before."""
    (tablet,) = paired.tablets
    for code in paired.codes:
        encounter = tablet.scan(code)
        time.sleep(CLOSED_PAUSE)
        tapped = time.monotonic()
        tablet.tap(encounter)
        answered = time.monotonic()
        yield _seen(line, tapped, answered)


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
        badges = [_badge_seen(line) for _ in due]
        answers = sorted(moment for turn in turns for moment in turn.result())
        for (byte, dots), (tapped, answered) in zip(badges, answers, strict=True):
            yield _since(tapped, byte, dots, answered)


def _taps(
    tablet: Tablet, codes: list[str], due: list[float]
) -> list[tuple[float, float]]:
    """Return when each guest was due, and when they were answered."""
    moments = []
    for code, tapped in zip(codes, due, strict=True):
        encounter = tablet.scan(code)
        time.sleep(max(tapped - time.monotonic(), 0))
        tablet.tap(encounter)
        moments.append((tapped, time.monotonic()))
    return moments


def _seen(line: Connection, tapped: float, answered: float) -> Seen:
    byte, dots = _badge_seen(line)
    return _since(tapped, byte, dots, answered)


def _badge_seen(line: Connection) -> tuple[float, float]:
    """When the printer heard of its next badge, and began it: they come in the order of the taps."""
    if not line.poll(PATIENCE):
        raise RuntimeError("a badge did not come out")
    byte, dots = line.recv()
    return byte, dots


def _since(tapped: float, *moments: float) -> Seen:
    return Seen(*((moment - tapped) * 1000 for moment in moments))


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
