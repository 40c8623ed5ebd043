"""A figure: what was measured, its goal, and whether it holds."""

import json
import sys
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement. `at_most` and `at_least` bound it.

    `calibration_ms` says how fast the machine was.
    """

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    def say(self) -> None:
        """Print the figure as one JSON line."""
        facts = {
            "figure": self.name,
            **asdict(self),
            "holds": self.holds,
            "calibration_ms": calibration(),
        }
        del facts["name"]
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


def calibration() -> float:
    """Milliseconds of a fixed loop: shared machines change their speed, and a figure says so."""
    began = time.perf_counter()
    sum(number * number for number in range(300_000))
    return round((time.perf_counter() - began) * 1000, 2)
