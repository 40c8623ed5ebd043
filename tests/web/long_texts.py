"""Texts of 60 KB that are slow to normalise, match or parse, and what looking at them costs."""

import time
from collections.abc import Callable

import pytest

from bench.figures import calibration

SIZE = 60_000
MARKS = "\u0345\u0301\u0316\u0334"
LONG_TEXTS = {
    "marks of four classes in turn": "a" + MARKS * (SIZE // 8),
    "runs of marks": "a" + "".join(mark * (SIZE // 8) for mark in MARKS),
    "marks in a display name": '"a' + MARKS * (SIZE // 8) + '" <a@x.example>',
    "Hangul": "\u1100\u1161\u11a8" * (SIZE // 9),
    "signs that NFKC makes eighteen of": "\ufdfa" * (SIZE // 3),
    "quotes": '"' * SIZE + "@x.example",
    "comments": "(" * (SIZE // 2) + ")" * (SIZE // 2) + "@x.example",
    "dots": "a@" + "x." * (SIZE // 2),
    "hyphens": "a@" + "x-" * (SIZE // 2) + "!",
    "blanks": " " * SIZE + "x",
    "digits": "1" * SIZE,
}
KINDS = [
    kind if rank < 2 else pytest.param(kind, marks=pytest.mark.whole)
    for rank, kind in enumerate(LONG_TEXTS)
]
"""`make test` tries two with whole pages, `make proof` all of them."""
MULTIPART = "multipart/form-data"
"""How 60 KB of any text fit into a request: URL encoding would triple them."""
MOST = 20 / 14
"""Calibration loops for a field: 20 ms on the machine whose loop takes 14 ms."""


def loops(look: Callable[[], object]) -> float:
    """The processor time of one look, in calibration loops; the best of three."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        look()
        spent.append(time.process_time() - began)
    return min(spent) * 1000 / calibration()
