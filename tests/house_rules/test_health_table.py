"""Every problem that `/health` may report is explained to operators, and no other."""

import re
from pathlib import Path

from lencana import health
from visits.vocabulary.erasure import ErasureProblem

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def explained(page: str) -> set[str]:
    """The codes of the table of problems."""
    table = page.partition("| code | what it means")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", table, flags=re.MULTILINE))


def test_every_problem_of_health_stands_in_the_table_of_operations() -> None:
    reported = {problem.value for problem in ErasureProblem} | {
        health.KEYS_LOST,
        health.MAIL_FAILING,
        health.UNREADABLE,
    }
    assert explained(PAGE.read_text()) == reported
