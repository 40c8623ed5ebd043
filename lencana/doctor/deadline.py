"""Calls that must not keep the doctor waiting, such as for a name server that is silent."""

from collections.abc import Callable, Sequence
from threading import Thread
from time import monotonic
from typing import TypeVar

Answer = TypeVar("Answer")


def within(
    seconds: float, calls: Sequence[Callable[[], Answer]]
) -> list[Answer | None]:
    """Make all calls at once; return their answers, None where it took too long."""
    answers: list[Answer | None] = [None] * len(calls)

    def make(place: int) -> None:
        answers[place] = calls[place]()

    # As daemons: a look-up of a name cannot be broken off, and must not keep the program alive.
    threads = [Thread(target=make, args=[n], daemon=True) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    end = monotonic() + seconds
    for thread in threads:
        thread.join(max(end - monotonic(), 0))
    return list(answers)
