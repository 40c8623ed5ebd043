"""A figure: what was measured, its goal, and whether it holds.

Machines are shared and change their speed, so most goals are written in c: the median of a fixed
loop's milliseconds, before and after what is measured.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

LOOPS = 15


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


class Calibration(NamedTuple):
    """Milliseconds of the fixed loop, and by which part they moved while something was measured."""

    loop: float
    moved: float


def said(figures: Callable[[], Iterable[Figure]]) -> Iterator[bool]:
    """Measure, print each figure as one JSON line, and yield whether it holds."""
    before = _loops()
    measured = list(figures())
    after = _loops()
    machine = Calibration(
        round(median(before + after), 2),
        round(abs(median(after) / median(before) - 1), 2),
    )
    for figure in measured:
        facts = _facts(figure, machine)
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        yield bool(facts["holds"])


def _facts(figure: Figure, machine: Calibration) -> dict[str, object]:
    in_c = _in_c(figure, machine.loop)
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
        "c_moved": machine.moved,
    }


def _in_c(figure: Figure, loop: float) -> float | None:
    if figure.c is None:
        return None
    milliseconds = 1000 if figure.unit.startswith("s") else 1
    if figure.c.least is not None:
        return round(figure.value * loop)
    return round(figure.value * milliseconds / loop, 3)


def _loops() -> list[float]:
    return [calibration() for _ in range(LOOPS)]


def calibration() -> float:
    """Milliseconds of the fixed loop."""
    began = time.perf_counter()
    sum(number * number for number in range(300_000))
    return round((time.perf_counter() - began) * 1000, 2)
