"""A system under measurement, and why one could not be measured."""

import json
import sys
from collections import deque
from collections.abc import Sequence
from typing import Protocol


class NotMeasuredError(Exception):
    """A peer cannot be installed or started here; the text says why."""


class Desk(Protocol):
    """A client's connection to a system."""

    def check_in(self, attendee: str) -> None:
        """One attendee is in, durably; raises if the system says anything else."""


class System(Protocol):
    """A running system, with as many desks as there are clients at the most."""

    name: str
    attendees: deque[str]
    """Those who are not in yet."""

    @property
    def desks(self) -> Sequence[Desk]:
        """One for each client."""

    def refill(self) -> None:
        """As many attendees are expected again as at the start."""

    def settle(self) -> None:
        """Return once nothing is left to do of the check-ins before."""


def say_not_measured(name: str, reason: str) -> None:
    """Print one JSON line in place of a peer's figures."""
    line = {"figure": f"check-ins/s, {name}", "not_measured": reason}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
