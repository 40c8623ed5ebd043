"""Names: one class to a name, no module named after nothing, packages described once."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house_rules.product import PACKAGES, ROOT, modules, planted, tree

MEANINGLESS = {
    "common", "helper", "helpers", "managers", "misc", "services", "util", "utils", "words",
}  # fmt: skip
ROW = re.compile(r"^\|\s*`(?P<package>\w+)/`\s*\|\s*(?P<row>[^|]+?)\s*\|", re.MULTILINE)
JOURNEYS = ROOT / "tests/journeys"
PERSON = re.compile(r'([\w.]+@[\w.]+\w)|(?:name=|--name"[,:] )"([A-Z]\w+ [A-Z]\w+)"')


def classes_that_share_a_name(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Public class names at the top of more than one module, with these modules."""
    places = defaultdict(list)
    for module in paths:
        for node in tree(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(module))
    return {name: where for name, where in places.items() if len(where) > 1}


def is_meaningless(module: Path) -> bool:
    return bool({module.stem, module.parent.name} & MEANINGLESS)


def described_otherwise(readme: str, packages: list[Path]) -> list[str]:
    """The packages whose row in the README is not their docstring."""
    rows = {row["package"]: row["row"].rstrip(".") for row in ROW.finditer(readme)}
    return [
        f"{package.name}/: README says {rows.get(package.name)!r}"
        for package in packages
        if rows.get(package.name) != docstring(package).rstrip(".")
    ]


def docstring(package: Path) -> str:
    return ast.get_docstring(tree(package / "__init__.py")) or ""


def test_no_two_classes_share_a_name() -> None:
    shared = classes_that_share_a_name(modules())
    assert shared == {}


def test_every_module_is_named_after_what_it_holds() -> None:
    assert [str(path) for path in modules() if is_meaningless(path)] == []


def test_the_readme_describes_each_package_as_its_docstring_does() -> None:
    assert described_otherwise((ROOT / "README.md").read_text(), PACKAGES) == []


def test_a_second_class_of_a_name_is_found(tmp_path: Path) -> None:
    private = "class _Row: ...\n"
    form = "class {name}:\n    class Meta: ...\n"
    paper = planted(tmp_path, "paper.py", private + form.format(name="PaperForm"))
    worker = planted(tmp_path, "worker.py", f"{private}class Job: ...\n")
    desk = planted(tmp_path, "desk.py", form.format(name="DeskForm") + "class Job: ...")

    assert classes_that_share_a_name([paper, worker, desk]) == {
        "Job": [str(worker), str(desk)]
    }


@pytest.mark.parametrize("name", ["utils.py", "helpers/codes.py", "visits/words.py"])
def test_a_module_with_a_meaningless_name_is_found(tmp_path: Path, name: str) -> None:
    assert is_meaningless(planted(tmp_path, name, ""))


@pytest.mark.parametrize(
    ("row", "is_same"),
    [
        ("| `kiosk/` | The lobby tablet |", True),
        ("| `kiosk/` | The tablet |", False),
        ("No table.", False),
    ],
)
def test_a_readme_that_describes_a_package_otherwise_is_found(
    tmp_path: Path, row: str, *, is_same: bool
) -> None:
    package = planted(tmp_path, "kiosk/__init__.py", '"""The lobby tablet."""\n').parent
    assert (described_otherwise(row, [package]) == []) is is_same


def test_no_person_of_one_journey_is_in_another() -> None:
    journeys = {file.name: file.read_text() for file in JOURNEYS.glob("test_*.py")}
    people = [
        (name, person)
        for name, text in journeys.items()
        for pair in PERSON.findall(text)
        for person in pair
        if person
    ]

    # They share one lobby, in which a second one is taken for the first.
    twice = [
        (person, name, other)
        for name, person in people
        for other, text in journeys.items()
        if other != name and person.lower() in text.lower()
    ]

    assert len(people) > 50, "the pattern finds nobody"
    assert twice == []
