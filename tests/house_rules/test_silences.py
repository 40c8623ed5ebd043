"""Silenced warnings: each says why; ruff asks for the code (PGH, RUF100) by itself."""

import re
import tokenize
from pathlib import Path

import pytest

from tests.house_rules.product import modules, planted

# Types are right nearly everywhere: an exception to that is rare enough to be counted.
MOST_IGNORED_TYPES = 5
SILENCE = re.compile(r"#\s*(?:noqa|type:\s*ignore|mypy:)", re.IGNORECASE)
WITH_REASON = re.compile(
    r"# (?:noqa: [A-Z]+\d++(?:, ?[A-Z]+\d++)*+|type: ignore\[[a-z, -]+\])\W+\w.*\w\w"
)


def silences(module: Path) -> list[str]:
    with module.open("rb") as source:
        return [
            f"{module}:{token.start[0]} {token.string}"
            for token in tokenize.tokenize(source.readline)
            if token.type == tokenize.COMMENT and SILENCE.search(token.string)
        ]


def without_reason(module: Path) -> list[str]:
    return [silence for silence in silences(module) if not WITH_REASON.search(silence)]


def test_every_silenced_warning_says_why() -> None:
    assert [silence for module in modules() for silence in without_reason(module)] == []


def test_types_are_seldom_ignored() -> None:
    comments = [silence for module in modules() for silence in silences(module)]
    assert sum("type: ignore" in comment for comment in comments) <= MOST_IGNORED_TYPES


@pytest.mark.parametrize(
    ("comment", "is_refused"),
    [
        ("# noqa: S608", True),
        ("# noqa: S608, A001 -", True),
        ("# type: ignore[misc]", True),
        ("# noqa: S608, A001 it reads well", False),
        ("# type: ignore[misc] # untyped there", False),
    ],
)
def test_a_silence_without_a_reason_is_refused(
    tmp_path: Path, comment: str, *, is_refused: bool
) -> None:
    weak = planted(tmp_path, "weak.py", f'a = "# noqa"  {comment}\n')
    assert bool(without_reason(weak)) is is_refused
