"""Every word that health may say is explained to whoever runs the house, and no other."""

import re
from pathlib import Path

from lencana import health
from visits.vocabulary.erasure import ErasureProblem

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def explained(page: str) -> set[str]:
    """The words of the table of what is wrong."""
    table = page.partition("| word | what it means")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", table, flags=re.MULTILINE))


def test_every_word_of_health_stands_in_the_table_of_operations() -> None:
    said = {ailment.value for ailment in ErasureProblem} | {
        health.KEYS_LOST,
        health.UNREADABLE,
    }
    assert explained(PAGE.read_text()) == said
