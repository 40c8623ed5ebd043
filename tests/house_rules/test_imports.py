"""The line of packages: who may import whom, as the contracts in pyproject.toml say."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house_rules.product import PACKAGES, ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def broken_contracts(root: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [str(LINT_IMPORTS), "--no-cache"]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_every_import_goes_down_the_line() -> None:
    assert broken_contracts(ROOT) == ""


@pytest.mark.parametrize(
    ("package", "weakness"),
    [
        ("printers", "import visits"),
        ("kiosk", "import host_portal"),
        ("visits", "import flask"),
        ("visits", "import printers.drawing.layout"),
        ("visits", "import printers.profiles"),
        ("web", "import escpos"),
        ("printers", "import escpos.printer"),
        ("printers", "import sqlalchemy"),
    ],
)
def test_an_import_against_the_line_is_refused(
    tmp_path: Path, package: str, weakness: str
) -> None:
    for ours in PACKAGES:
        shutil.copytree(
            ours,
            tmp_path / ours.name,
            ignore=shutil.ignore_patterns("__pycache__", "static"),
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / package / "weak.py").write_text(f'"""A weakness."""\n\n{weakness}\n')
    assert f"{package}.weak" in broken_contracts(tmp_path)
