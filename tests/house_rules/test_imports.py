"""The contracts in pyproject.toml about imports refuse each weakness that is planted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house_rules.product import PACKAGES, ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


WEAKNESSES = [
    ("printers", "visits"),
    ("kiosk", "host_portal"),
    ("visits", "flask"),
    ("visits", "printers.drawing.layout"),
    ("visits", "printers.profiles"),
    ("web", "escpos"),
    ("printers", "escpos.printer"),
    ("printers", "sqlalchemy"),
    ("visits.vocabulary", "visits.policy.register"),
    ("visits.keys", "visits.store.database"),
    ("visits.store", "visits.audit.access_log"),
    ("visits.retention", "visits.people.accounts"),
    ("visits.printing", "visits.lobby.check_in"),
    ("printers.delivery", "printers.agent.worker"),
    ("printers.drawing", "printers.escpos.commands"),
    ("printers.text", "printers.drawing.layout"),
    ("printers.virtual", "printers.agent.queue"),
]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The product's packages with pyproject.toml, to be spoilt."""
    ignore = shutil.ignore_patterns("__pycache__", "static", "fonts")
    for package in PACKAGES:
        shutil.copytree(package, tmp_path / package.name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_an_import_against_the_line_breaks_a_contract(copied: Path) -> None:
    """`make check` shows that the product itself breaks none."""
    for package, module in WEAKNESSES:
        folder = copied.joinpath(*package.split("."))
        weak = folder / f"imports_{module.replace('.', '_')}.py"
        weak.write_text(f'"""A weakness."""\n\nimport {module}\n')

    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=copied,
        env=os.environ | {"PYTHONPATH": str(copied)},
        capture_output=True,
        text=True,
        check=False,
    )

    for package, module in WEAKNESSES:
        arrow = f"{package}.imports_{module.replace('.', '_')} -> "
        assert arrow in done.stdout, (package, module)
