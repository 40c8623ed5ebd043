"""A finding of the doctor: how grave it is, and one sentence that says what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """As it is printed."""

    OK = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One sentence."""

    verdict: Verdict
    sentence: str

    @property
    def grave(self) -> bool:
        """True if it must be mended first."""
        return self.verdict is Verdict.WRONG

    def __str__(self) -> str:
        return f"{self.verdict:<5}  {self.sentence}"


def ok(sentence: str) -> Finding:
    """Return that all is well with it."""
    return Finding(Verdict.OK, sentence)


def note(sentence: str) -> Finding:
    """Return what is worth knowing, and does not keep the program from serving."""
    return Finding(Verdict.NOTE, sentence)


def wrong(sentence: str) -> Finding:
    """Return what must be mended."""
    return Finding(Verdict.WRONG, sentence)


def or_ok(findings: Iterable[Finding], sentence: str) -> Iterator[Finding]:
    """Yield the findings, or that all is well if there are none."""
    listed = list(findings)
    yield from listed or [ok(sentence)]
