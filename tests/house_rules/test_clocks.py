"""The clocks: no time without a zone, no day without a site."""

import ast
from pathlib import Path

import pytest

from tests.house_rules.product import modules, planted, tree

ZONELESS = {"today", "utcnow", "utcfromtimestamp"}
NEED_A_ZONE = {"now": 1, "fromtimestamp": 2}


def zoneless(module: Path) -> list[str]:
    calls = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    return [
        f"{module}:{call.lineno} {ast.unparse(call)}"
        for call in calls
        if has_no_zone(call)
    ]


def has_no_zone(call: ast.Call) -> bool:
    owner, _, verb = ast.unparse(call.func).rpartition(".")
    if owner.split(".")[-1] not in {"date", "datetime"}:
        return False
    given = len(call.args) + len(call.keywords)
    return verb in ZONELESS or given < NEED_A_ZONE.get(verb, 0)


def test_the_product_reads_no_clock_without_a_zone() -> None:
    assert [offence for module in modules() for offence in zoneless(module)] == []


@pytest.mark.parametrize(
    "call",
    [
        "date.today()",
        "datetime.now()",
        "datetime.datetime.utcnow()",
        "datetime.fromtimestamp(0)",
        "dt.date.today()",
    ],
)
def test_a_clock_without_a_zone_is_refused(tmp_path: Path, call: str) -> None:
    assert zoneless(planted(tmp_path, "weak.py", f"seen = {call}\n"))


@pytest.mark.parametrize(
    "call", ["datetime.now(UTC)", "datetime.now(tz=zone)", "clock.now()", "func.now()"]
)
def test_a_clock_with_a_zone_is_welcome(tmp_path: Path, call: str) -> None:
    assert zoneless(planted(tmp_path, "fine.py", f"seen = {call}\n")) == []
