"""The browsers of tests wait as long as a busy machine needs: `tests.chromium` makes them so."""

import re
from pathlib import Path

from tests.house_rules.product import ROOT, planted

OPENS = re.compile(r"(?<!chromium)\.new_context\(|launch_persistent_context\(")
PATIENT = "chromium.patient("


def impatient(folder: Path) -> list[str]:
    return [
        module.name
        for module in folder.rglob("*.py")
        if OPENS.search(source := module.read_text())
        and PATIENT not in source
        and module.name != "chromium.py"
    ]


def test_every_browser_of_the_tests_is_patient() -> None:
    assert impatient(ROOT / "tests") == []


def test_a_browser_of_a_tests_own_is_found(tmp_path: Path) -> None:
    planted(tmp_path, "test_page.py", "browser.new_context(viewport=None)")
    planted(tmp_path, "test_good.py", "chromium.new_context(browser)")
    assert impatient(tmp_path) == ["test_page.py"]
