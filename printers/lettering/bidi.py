"""In which order runs of letters stand on a line when scripts of both directions meet."""

import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})


class _Levelled(Protocol):
    @property
    def level(self) -> int: ...


Run = TypeVar("Run", bound=_Levelled)


def base(text: str) -> int:
    """Return 1 if the text's first strong character runs from right to left, else 0."""
    kinds = map(unicodedata.bidirectional, text)
    return int(next((kind for kind in kinds if kind == "L" or kind in _RIGHT_TO_LEFT), "L") != "L")


def levels(parts: Sequence[str], base_level: int) -> list[int]:
    """Return each part's embedding level: even runs to the right, odd to the left; neutrals follow suit."""
    known = [_strong(part, base_level) for part in parts]
    after = base_level
    following = []
    for level in reversed(known):
        following.append(after)
        after = after if level is None else level
    before = base_level
    settled = []
    for level, later in zip(known, reversed(following), strict=True):
        before = level if level is not None else (before if before == later else base_level)
        settled.append(before)
    return settled


def in_visual_order(runs: Sequence[Run]) -> list[Run]:
    """Return the runs as they stand on the line, from left to right."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        ordered = _turned(ordered, level)
    return ordered


def _strong(part: str, base_level: int) -> int | None:
    for character in part:
        kind = unicodedata.bidirectional(character)
        if kind in _RIGHT_TO_LEFT:
            return 1
        if kind == "L" or (kind in _NUMBERS and base_level):
            return 2 * base_level
    return None


def _turned(runs: list[Run], level: int) -> list[Run]:
    turned: list[Run] = []
    stretch: list[Run] = []
    for run in runs:
        if run.level >= level:
            stretch.insert(0, run)
        else:
            turned += [*stretch, run]
            stretch = []
    return turned + stretch
