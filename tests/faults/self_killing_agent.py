"""A print agent that kills itself with SIGKILL at a numbered or named step."""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from itertools import count
from threading import Lock
from typing import Any

from printers.__main__ import main
from printers.agent.http_client import HttpClient
from printers.agent.journal import AttemptJournal
from printers.transports.network import NetworkTransport

THEN = ", then "
DEEDS: list[tuple[Any, str]] = [
    (HttpClient, "ask"),
    (AttemptJournal, "record_start"),
    (AttemptJournal, "record_outcome"),
    (AttemptJournal, "record_reported"),
    (NetworkTransport, "send"),
    (NetworkTransport, "finish"),
]


def mortal(fatal: str) -> None:
    """The process is gone at the step of that number or name.

    At the last of several, in their order.
    """
    numbers, left, one_at_a_time = count(1), fatal.split(THEN), Lock()

    def reached(where: str) -> None:
        with one_at_a_time:
            if left[0] in {str(next(numbers)), where}:
                left.pop(0)
            if not left:
                os.write(sys.stdout.fileno(), where.encode())
                os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in DEEDS:
        setattr(owner, name, _deadly(getattr(owner, name), reached))


def _deadly(
    deed: Callable[..., Any], reached: Callable[[str], None]
) -> Callable[..., Any]:
    @wraps(deed)
    def done(*given: Any, **named: Any) -> Any:
        what = (
            f"{deed.__qualname__} {given[2] if deed.__name__ == 'ask' else ''}".strip()
        )
        reached(f"before {what}")
        outcome = deed(*given, **named)
        reached(f"after {what}")
        return outcome

    return done


if __name__ == "__main__":
    mortal(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
