"""Every setting is documented, and every documented setting is real."""

import re
from pathlib import Path

from lencana.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def documented(page: str) -> dict[str, str]:
    """The variables of the page's table, and what it says of each."""
    rows = re.findall(
        r"^\| `LENCANA_([A-Z_]+)` \|[^|]*\| ([^|]+) \|$", page, flags=re.MULTILINE
    )
    return {name.lower(): meaning for name, meaning in rows}


def real() -> dict[str, str]:
    return {
        name: field.description or "" for name, field in Settings.model_fields.items()
    }


def test_the_configuration_page_says_of_every_setting_what_the_setting_says_itself() -> (
    None
):
    assert documented(PAGE.read_text()) == real()


def test_a_setting_that_is_missing_on_the_page_is_noticed() -> None:
    page = PAGE.read_text().replace("LENCANA_PORT", "LENCANA_HARBOUR")

    assert documented(page) != real()
