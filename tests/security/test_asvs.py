"""The table of OWASP ASVS 5.0 names proofs that exist, and the page shows it as it is."""

import re

import pytest

from tests.house_rules.product import PYPROJECT, ROOT
from tools import security_table
from tools.security_table import CHAPTERS, PAGE

ALLOWED = set(PYPROJECT["tool"]["ruff"]["lint"]["ignore"])
BANNED = PYPROJECT["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]


def stands(proof: str) -> bool:
    """The test, the rule or the part of a page is there."""
    if proof.startswith("ruff:"):
        return proof.removeprefix("ruff:") not in ALLOWED
    if proof.startswith("pyproject:"):
        name = proof.removeprefix("pyproject:")
        return name in BANNED or name in PYPROJECT["tool"]
    if proof.startswith("docs/"):
        path, _, part = proof.partition("#")
        return (ROOT / path).is_file() and part in {
            "",
            *parts((ROOT / path).read_text()),
        }
    path, _, name = proof.partition("::")
    file = ROOT / "tests" / path
    return (
        file.is_file()
        and re.search(rf"^def test_{name}(\w*)\(", file.read_text(), re.MULTILINE)
        is not None
    )


def parts(page: str) -> list[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return [
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
        for heading in headings
    ]


def test_every_requirement_that_applies_stands_there_once() -> None:
    rows = security_table.requirements()
    numbers = [row.number for row in rows]
    assert len(numbers) == len(set(numbers)) == 191
    assert {row.chapter for row in rows} == set(CHAPTERS)


def test_every_proof_exists() -> None:
    rows = security_table.requirements()
    gone = [
        (row.number, proof) for row in rows for proof in row.proofs if not stands(proof)
    ]
    assert gone == []
    assert all(row.remark for row in security_table.missing(rows))


def test_the_page_shows_the_table_of_today() -> None:
    text = PAGE.read_text()
    assert security_table.page(text) == text


@pytest.mark.parametrize(
    "proof",
    [
        "security/test_asvs.py::nothing_of_the_kind",
        "security/test_nothing.py::nothing",
        "ruff:COM812",
        "pyproject:requests",
        "docs/security.md#no-such-part",
    ],
)
def test_a_proof_that_is_gone_is_found(proof: str) -> None:
    assert not stands(proof)
