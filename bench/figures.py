"""A figure: what was measured, its goal, and whether it holds.

Machines are shared and change their speed, so most goals are written in c: the median of a fixed
loop's milliseconds, before and after what is measured. A figure of processor time is
compared with the processor time of that loop: other programs make both wait, and neither work.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

LOOPS = 15
PROCESSOR_MS = "ms of processor"


class Bounds(NamedTuple):
    """A goal. In c, `most` is of the value by c, and `least` of the value times c."""

    most: float | None = None
    least: float | None = None


@dataclass(frozen=True)
class Figure:
    """One measurement, with its goal as it is and in c (of milliseconds, or of things a second)."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    c: Bounds | None = None


class Loop(NamedTuple):
    """Milliseconds of one run of the fixed loop, by the clock and of the processor."""

    wall: float
    processor: float


class Calibration(NamedTuple):
    """Milliseconds of the fixed loop, those of the processor, and by which part these moved."""

    loop: float
    processor: float
    moved: float


def said(figures: Callable[[], Iterable[Figure]]) -> Iterator[bool]:
    """Measure, print each figure as one JSON line, and yield whether it holds."""
    before = _loops()
    measured = list(figures())
    after = _loops()
    machine = _machine(before, after)
    for figure in measured:
        facts = _facts(figure, machine)
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        yield bool(facts["holds"])


def _machine(before: list[Loop], after: list[Loop]) -> Calibration:
    walls, processors = zip(*before, *after, strict=True)
    first, last = (
        median(loop.processor for loop in loops) for loops in (before, after)
    )
    moved = abs(last / first - 1)
    return Calibration(
        round(median(walls), 2), round(median(processors), 2), round(moved, 2)
    )


def _facts(figure: Figure, machine: Calibration) -> dict[str, object]:
    of_processor = figure.unit == PROCESSOR_MS
    in_c = _in_c(figure, machine.processor if of_processor else machine.loop)
    least, most = (
        (figure.c.least, figure.c.most)
        if figure.c
        else (figure.at_least, figure.at_most)
    )
    held = figure.value if in_c is None else in_c
    return {
        "figure": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "in_c": in_c,
        "at_most": most,
        "at_least": least,
        "goal_in": "c" if figure.c else figure.unit,
        "holds": (least is None or held >= least) and (most is None or held <= most),
        "c_ms": machine.loop,
        "c_processor_ms": machine.processor,
        "c_moved": machine.moved,
    }


def _in_c(figure: Figure, loop: float) -> float | None:
    if figure.c is None:
        return None
    milliseconds = 1000 if figure.unit == "s" else 1
    if figure.c.least is not None:
        return round(figure.value * loop)
    return round(figure.value * milliseconds / loop, 3)


def _loops() -> list[Loop]:
    return [_loop() for _ in range(LOOPS)]


def calibration() -> float:
    """Milliseconds of the fixed loop."""
    return round(_loop().wall, 2)


def _loop() -> Loop:
    began, used = time.perf_counter(), time.thread_time()
    sum(number * number for number in range(300_000))
    wall, processor = time.perf_counter() - began, time.thread_time() - used
    return Loop(wall * 1000, processor * 1000)
