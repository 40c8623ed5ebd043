"""The bidirectional algorithm: the visual order of runs on a line (Unicode's annex 9)."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol, TypeVar

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "L", "R"
_STRONG = frozenset({"L", "R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})
_BRACKETS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "\u3008": "\u3009",
    "\u300c": "\u300d",
    "\uff08": "\uff09",
}


class _Levelled(Protocol):
    @property
    def level(self) -> int: ...


Run = TypeVar("Run", bound=_Levelled)


def base(text: str) -> int:
    """Return 1 if the text's first strong character runs from right to left, else 0."""
    kinds = map(unicodedata.bidirectional, text)
    return int(next((kind for kind in kinds if kind in _STRONG), "L") != "L")


def levels(parts: Sequence[str], base_level: int) -> list[int]:
    """Return each part's embedding level: even runs to the right, odd to the left.

    Neutrals follow suit.

    Overrides and isolates never get this far: names are printed without them.
    """
    embedding = _RIGHT_TO_LEFT if base_level else _LEFT_TO_RIGHT
    kinds = [unicodedata.bidirectional(part[0]) for part in parts]
    if base_level == 0 and not any(kind in {"R", "AL", "AN"} for kind in kinds):
        return [0] * len(kinds)
    _settle_numbers(kinds, embedding)
    _settle_brackets(parts, kinds, embedding)
    _settle_neutrals(kinds, embedding)
    return [_level(kind, base_level) for kind in kinds]


def in_visual_order(runs: Sequence[Run]) -> list[Run]:
    """Return the runs as they stand on the line, from left to right."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        ordered = _turned(ordered, level)
    return ordered


def _settle_numbers(kinds: list[str], embedding: str) -> None:
    """Digits after Arabic are Arabic, after Latin they are Latin.

    Signs within them belong to them.
    """
    strong = embedding
    for place, kind in enumerate(kinds):
        strong = kind if kind in _STRONG else strong
        kinds[place] = "AN" if kind == "EN" and strong == "AL" else kind
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and (
            (kind == "CS" and before in _NUMBERS) or (kind == "ES" and before == "EN")
        ):
            kinds[place] = before
    _settle_signs(kinds)
    strong = embedding
    for place, kind in enumerate(kinds):
        kinds[place] = _RIGHT_TO_LEFT if kind == "AL" else kind
        strong = kind if kind in _STRONG else strong
        kinds[place] = (
            _LEFT_TO_RIGHT if kind == "EN" and strong == "L" else kinds[place]
        )


def _settle_signs(kinds: list[str]) -> None:
    """Signs like % and $ are part of the digits that they touch."""
    for first, last in _stretches(kinds, frozenset({"ET"})):
        beside = {
            kinds[first - 1] if first else "",
            kinds[last] if last < len(kinds) else "",
        }
        if "EN" in beside:
            kinds[first:last] = ["EN"] * (last - first)


def _settle_brackets(parts: Sequence[str], kinds: list[str], embedding: str) -> None:
    """A pair of brackets goes the way of what it holds, and both of it go the same way."""
    for opening, closing in _pairs(parts):
        within = {
            strong for strong in map(_strong, kinds[opening + 1 : closing]) if strong
        }
        if embedding in within:
            kinds[opening] = kinds[closing] = embedding
        elif within:
            before = next(
                filter(None, map(_strong, reversed(kinds[:opening]))), embedding
            )
            kinds[opening] = kinds[closing] = before


def _pairs(parts: Sequence[str]) -> list[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    pairs = []
    for place, part in enumerate(parts):
        if part in _BRACKETS:
            opened.append((_BRACKETS[part], place))
        elif part in [closing for closing, _ in opened]:
            while opened[-1][0] != part:
                opened.pop()
            pairs.append((opened.pop()[1], place))
    return sorted(pairs)


def _settle_neutrals(kinds: list[str], embedding: str) -> None:
    """What has no direction goes the way of its neighbours where they agree, else the line's."""
    for first, last in _stretches(kinds, frozenset(kinds) - {"L", "R", "EN", "AN"}):
        before = (_strong(kinds[first - 1]) if first else None) or embedding
        after = (_strong(kinds[last]) if last < len(kinds) else None) or embedding
        kinds[first:last] = [before if before == after else embedding] * (last - first)


def _stretches(kinds: list[str], wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    place = 0
    for is_suppressed, stretch in groupby(list(kinds), lambda kind: kind in wanted):
        start, place = place, place + len(list(stretch))
        if is_suppressed:
            yield start, place


def _strong(kind: str) -> str | None:
    if kind in _NUMBERS:
        return _RIGHT_TO_LEFT
    return kind if kind in {_LEFT_TO_RIGHT, _RIGHT_TO_LEFT} else None


def _level(kind: str, base_level: int) -> int:
    if base_level:
        return 1 if kind == _RIGHT_TO_LEFT else 2
    return {_LEFT_TO_RIGHT: 0, _RIGHT_TO_LEFT: 1}.get(kind, 2)


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
