"""The repository: what lies in its root was put there on purpose."""

import subprocess

from tests.house_rules.product import ROOT

FILES = {
    ".editorconfig",
    ".gitignore",
    ".npmrc",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "build_assets.py",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements.lock",
}


def test_no_file_of_the_root_is_a_leftover() -> None:
    """A tool or a test that runs here leaves what it makes: a wheel, a database."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    tracked = listed.stdout.split("\0")
    assert {name for name in tracked if name and "/" not in name} == FILES
