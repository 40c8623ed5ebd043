"""Alternating rounds: each system in turn, with the machine's speed before and after."""

import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

from bench.figures import calibration
from bench.peers.system import Desk, System

MOVED = 0.15
"""A round does not count if the calibration loop moved more; it is repeated as often as counted ones."""
LOOPS = 15


@dataclass(frozen=True)
class Turn:
    """What one system did in its turn: milliseconds of each check-in, and seconds of the whole.

    `until_settled` are its seconds until nothing was left to do, such as badges to print.
    """

    milliseconds: list[float]
    seconds: float
    until_settled: float

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    @property
    def settled_per_second(self) -> float:
        return len(self.milliseconds) / self.until_settled


@dataclass(frozen=True)
class Round:
    """A turn of each system, by its name, and the calibration loop's ms before and after."""

    turns: dict[str, Turn]
    before: float
    after: float

    @property
    def moved(self) -> float:
        """By which part the machine's speed changed."""
        return abs(self.after / self.before - 1)


def rounds(
    systems: Sequence[System], clients: int, seconds: float, wanted: int
) -> tuple[list[Round], int]:
    """Return the rounds that count, and how many did not.

    After twice as many as wanted the steadiest are taken: on a machine that never rests some
    of them moved more than they should.
    """
    found: list[Round] = []
    while len(_steady(found)) < wanted and len(found) < 2 * wanted:
        place = len(found) % len(systems)
        order = [*systems[place:], *systems[:place]]
        found.append(_round(order, clients, seconds))
    kept = sorted(found, key=lambda one: one.moved)[:wanted]
    return kept, len(found) - len(_steady(found))


def _steady(found: list[Round]) -> list[Round]:
    return [one for one in found if one.moved <= MOVED]


def _round(systems: Sequence[System], clients: int, seconds: float) -> Round:
    for system in systems:
        system.refill()
    before = _loop()
    turns = {system.name: _turn(system, clients, seconds) for system in systems}
    return Round(turns, before, _loop())


def _turn(system: System, clients: int, seconds: float) -> Turn:
    """So many clients check in one attendee after another, until the time or the list is over."""
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        working = [
            pool.submit(_check_in_until, began + seconds, desk, system.attendees)
            for desk in system.desks[:clients]
        ]
        spent = [each for one in working for each in one.result()]
    taken = time.perf_counter() - began
    system.settle()
    return Turn(spent, taken, time.perf_counter() - began)


def _check_in_until(end: float, desk: Desk, attendees: deque[str]) -> list[float]:
    spent = []
    while (began := time.perf_counter()) < end and attendees:
        desk.check_in(attendees.popleft())
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def _loop() -> float:
    return median(calibration() for _ in range(LOOPS))
