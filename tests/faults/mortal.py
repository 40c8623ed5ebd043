"""A print agent that kills itself, as SIGKILL does, at the n-th thing that it does outside of its memory."""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any

from printers.__main__ import main
from printers.agent.caller import Caller
from printers.agent.journal import Journal
from printers.delivery.lines.network import NetworkLine

DEEDS: list[tuple[Any, str]] = [
    (Caller, "ask"), (Journal, "began"), (Journal, "came"), (Journal, "told"),
    (NetworkLine, "send"), (NetworkLine, "finish"),
]  # fmt: skip


def mortal(fatal: int) -> None:
    """Before and after each deed stands a number; at the fatal one the process is gone."""
    numbers = count(1)

    def reached(where: str) -> None:
        if next(numbers) == fatal:
            os.write(sys.stdout.fileno(), where.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in DEEDS:
        setattr(owner, name, _deadly(getattr(owner, name), reached))


def _deadly(deed: Callable[..., Any], reached: Callable[[str], None]) -> Callable[..., Any]:
    @wraps(deed)
    def done(*given: Any, **named: Any) -> Any:
        what = f"{deed.__qualname__} {given[2] if deed.__name__ == 'ask' else ''}".strip()
        reached(f"before {what}")
        outcome = deed(*given, **named)
        reached(f"after {what}")
        return outcome

    return done


if __name__ == "__main__":
    mortal(int(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
