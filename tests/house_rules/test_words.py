"""The names and docstrings: each module and package says in one line what it is."""

import ast
import re
from pathlib import Path

import pytest

from tests.house_rules.product import PACKAGES, ROOT, modules, planted, tree

SAYS_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "services",
    "managers",
    "misc",
}
ROW = re.compile(
    r"^\|\s*`(?P<package>\w+)/`\s*\|\s*(?P<words>[^|]+?)\s*\|", re.MULTILINE
)


def unsaid(module: Path) -> list[str]:
    words = ast.get_docstring(tree(module), clean=False)
    return (
        []
        if words and "\n" not in words.strip()
        else [f"{module} needs a docstring of one line"]
    )


def nameless(module: Path) -> list[str]:
    names = {module.stem, module.parent.name}
    return [f"{module} has a name that says nothing"] if names & SAYS_NOTHING else []


def other_words(readme: str, packages: list[Path]) -> list[str]:
    rows = {row["package"]: row["words"].rstrip(".") for row in ROW.finditer(readme)}
    said = {package.name: docstring(package).rstrip(".") for package in packages}
    return [
        f"{name}/: README says {rows.get(name)!r}"
        for name, words in said.items()
        if rows.get(name) != words
    ]


def docstring(package: Path) -> str:
    return ast.get_docstring(tree(package / "__init__.py")) or ""


def test_every_module_says_in_one_line_what_it_is() -> None:
    assert [offence for module in modules() for offence in unsaid(module)] == []


def test_every_file_is_named_after_what_it_holds() -> None:
    assert [offence for module in modules() for offence in nameless(module)] == []


def test_the_readme_describes_each_package_in_its_own_words() -> None:
    assert other_words((ROOT / "README.md").read_text(), PACKAGES) == []


@pytest.mark.parametrize(
    "source", ["", "import os\n", '"""One line.\n\nAnd another.\n"""\n']
)
def test_a_module_without_a_docstring_of_one_line_is_refused(
    tmp_path: Path, source: str
) -> None:
    assert unsaid(planted(tmp_path, "mute.py", source))


@pytest.mark.parametrize("name", ["utils.py", "helpers/codes.py", "visits/common.py"])
def test_a_name_that_says_nothing_is_refused(tmp_path: Path, name: str) -> None:
    assert nameless(planted(tmp_path, name, ""))


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("| `kiosk/` | The lobby tablet |", True),
        ("| `kiosk/` | The tablet |", False),
        ("No table.", False),
    ],
)
def test_a_readme_in_other_words_is_refused(
    tmp_path: Path, row: str, *, right: bool
) -> None:
    package = planted(tmp_path, "kiosk/__init__.py", '"""The lobby tablet."""\n').parent
    assert (other_words(row, [package]) == []) is right
