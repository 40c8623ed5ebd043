"""The silenced warnings: each names the rule and the reason, and types are seldom silenced."""

import re
import tokenize
from pathlib import Path

import pytest

from tests.house_rules.product import modules, planted

CEILING = 5
SILENCE = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:\s*noqa|mypy:)", re.IGNORECASE)
TYPE = re.compile(r"#\s*type:\s*ignore")
CODES = r"noqa: [A-Z]+\d++(?:, ?[A-Z]+\d++)*+|type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]"
WITH_REASON = re.compile(rf"#\s*(?:{CODES})\W+\w.*\w\w")


def silences(module: Path) -> list[str]:
    with module.open("rb") as source:
        comments = [
            token
            for token in tokenize.tokenize(source.readline)
            if token.type == tokenize.COMMENT
        ]
    return [
        f"{module}:{token.start[0]} {token.string}"
        for token in comments
        if SILENCE.search(token.string)
    ]


def without_reason(module: Path) -> list[str]:
    return [silence for silence in silences(module) if not WITH_REASON.search(silence)]


def test_every_silenced_warning_has_its_code_and_its_reason() -> None:
    assert [offence for module in modules() for offence in without_reason(module)] == []


def test_types_are_silenced_five_times_at_most() -> None:
    found = [
        silence
        for module in modules()
        for silence in silences(module)
        if TYPE.search(silence)
    ]
    assert len(found) <= CEILING, found


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: S608",
        "# type: ignore",
        "# type: ignore[misc]",
        "# ruff: noqa",
        "# noqa: S608, A001 -",
    ],
)
def test_a_silence_without_code_or_reason_is_refused(
    tmp_path: Path, comment: str
) -> None:
    assert without_reason(planted(tmp_path, "weak.py", f"a = 1  {comment}\n"))


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: S608 - the table is ours",
        "# noqa: S608, A001 it reads well",
        "# type: ignore[misc] # untyped there",
    ],
)
def test_a_silence_with_code_and_reason_is_accepted(
    tmp_path: Path, comment: str
) -> None:
    assert silences(planted(tmp_path, "fine.py", f"a = 1  {comment}\n"))
    assert without_reason(tmp_path / "fine.py") == []


def test_words_about_silences_are_no_silence(tmp_path: Path) -> None:
    assert silences(planted(tmp_path, "fine.py", 'a = "# noqa"\n')) == []
