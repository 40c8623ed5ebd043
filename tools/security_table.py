"""Writes the table of `docs/security.md`: each requirement of OWASP ASVS 5.0 and its proof.

The rows are `tests/security/asvs.psv`; `tests/security/test_asvs.py` holds each proof to exist.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "tests" / "security" / "asvs.psv"
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- table: make security -->", "<!-- end of the table -->"
MISSING = "-"
CHAPTERS = {
    "V1": "Encoding and sanitization",
    "V2": "Validation and business logic",
    "V3": "Web frontend",
    "V4": "API and web service",
    "V5": "File handling",
    "V6": "Authentication",
    "V7": "Session management",
    "V8": "Authorization",
    "V9": "Self-contained tokens",
    "V11": "Cryptography",
    "V12": "Secure communication",
    "V13": "Configuration",
    "V14": "Data protection",
    "V15": "Secure coding and architecture",
    "V16": "Logging and error handling",
}


@dataclass(frozen=True)
class Requirement:
    """One row: what is asked, at which level, what proves it, and a remark."""

    number: str
    level: str
    asks: str
    proofs: tuple[str, ...]
    remark: str

    @property
    def chapter(self) -> str:
        return self.number.split(".")[0]


def requirements() -> list[Requirement]:
    """Return every requirement that applies, in the order of the standard."""
    lines = ROWS.read_text().splitlines()
    return [_row(line) for line in lines if line and not line.startswith("#")]


def missing(rows: list[Requirement]) -> list[Requirement]:
    """Return those that nothing proves yet."""
    return [row for row in rows if not row.proofs]


def table() -> str:
    """Return the table as Markdown, with what is missing before it."""
    rows = requirements()
    return "\n".join([*_summary(rows), *_chapters(rows)])


def page(text: str) -> str:
    """Return the page with today's table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _row(line: str) -> Requirement:
    number, level, asks, proofs, remark = line.split("|")
    return Requirement(
        number,
        level,
        asks,
        tuple(one for one in proofs.split() if one != MISSING),
        remark,
    )


def _summary(rows: list[Requirement]) -> Iterator[str]:
    left = missing(rows)
    yield f"{len(rows) - len(left)} of {len(rows)} requirements that apply are proven."
    yield ""
    for row in left:
        yield f"- missing: {row.number}, {row.asks} ({row.remark or 'not built yet'})"


def _chapters(rows: list[Requirement]) -> Iterator[str]:
    for chapter, title in CHAPTERS.items():
        yield f"\n### {chapter} {title}\n"
        yield "| | level | asks | proof | remark |"
        yield "|---|---|---|---|---|"
        for row in rows:
            if row.chapter == chapter:
                proofs = "<br>".join(f"`{proof}`" for proof in row.proofs) or "missing"
                cells = (row.number, row.level, row.asks, proofs, row.remark)
                yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
    sys.stdout.write(f"{len(missing(requirements()))} missing\n")
