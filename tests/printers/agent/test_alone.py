"""Alone: the agent runs where nothing of the server is installed."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.house_rules.product import PYPROJECT, ROOT
from tests.printers.agent.conftest import Configure

FORBIDDEN = sorted(
    {
        "flask",
        "werkzeug",
        "jinja2",
        "sqlalchemy",
        "sqlmodel",
        "pydantic",
        "alembic",
        "hypercorn",
        "babel",
    }
    | {
        "visits",
        "web",
        "lencana",
        "api",
        "kiosk",
        "front_desk",
        "host_portal",
        "guest_page",
    }
)
LOCKED_OUT = f"""
import runpy, sys
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {FORBIDDEN!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NotInstalled())
import printers.print_badge, printers.transports.descriptor, printers.transports.usb
sys.argv[0] = "printers"
runpy.run_module("printers", run_name="__main__", alter_sys=True)
"""


def test_it_starts_where_nothing_of_the_server_can_be_imported(
    configure: Configure,
) -> None:
    arguments = ["--config", str(configure()), "--server", "http://127.0.0.1:1"]
    done = subprocess.run(
        [sys.executable, "-c", LOCKED_OUT, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "pair first with --pair" in done.stderr


def test_the_lock_is_really_one() -> None:
    weak = LOCKED_OUT.replace("import printers.print_badge", "import visits")
    done = subprocess.run(
        [sys.executable, "-c", weak],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert "ModuleNotFoundError: visits" in done.stderr


@pytest.mark.whole
def test_it_starts_with_the_base_distribution_alone(
    configure: Configure, tmp_path: Path
) -> None:
    """No package of the extra, and no other package of ours, is in the environment at all."""
    python = tmp_path / "venv" / "bin" / "python"
    venv.create(tmp_path / "venv", with_pip=True)
    pinned = _only_base(tmp_path / "base.lock")
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--requirement",
        str(pinned),
    ]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "printers").symlink_to(ROOT / "printers")

    arguments = ["--config", str(configure()), "--server", "http://127.0.0.1:1"]
    done = subprocess.run(
        [str(python), "-m", "printers", *arguments],
        cwd=tmp_path / "site",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, "pair first with --pair" in done.stderr) == (1, True)


def _only_base(file: Path) -> Path:
    """The lock's entries that the base distribution asks for, and what these ask for."""
    entries: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        name = name if line.startswith((" ", "#")) else line.partition("==")[0]
        if not line.startswith("#"):
            entries.setdefault(name, []).append(line)
    roots = {
        one.partition("[")[0].partition(">")[0]
        for one in PYPROJECT["project"]["dependencies"]
    }
    wanted: set[str] = set()
    while roots:
        wanted |= roots
        roots = {
            name
            for name, lines in entries.items()
            if name not in wanted and any(_asked_for_by(lines, one) for one in wanted)
        }
    file.write_text(
        "\n".join(
            line for name in sorted(wanted & entries.keys()) for line in entries[name]
        )
        + "\n"
    )
    return file


def _asked_for_by(lines: list[str], name: str) -> bool:
    return any(line.strip() in {f"# via {name}", f"#   {name}"} for line in lines)
