"""Where the product's own files are, for the rules that read them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = [
    ROOT / name
    for name in PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
]
NOT_OURS = ("visits/store/migrations/versions/", "kiosk/static/vendor/")


def files(ending: str) -> list[Path]:
    """The packages' own files of this ending: no migrations, no vendored scripts."""
    return [
        file
        for package in PACKAGES
        for file in sorted(package.rglob(f"*{ending}"))
        if not file.relative_to(ROOT).as_posix().startswith(NOT_OURS)
    ]


def modules() -> list[Path]:
    """Every Python module of the product."""
    return files(".py")


def templates() -> list[Path]:
    """Every template that becomes a page."""
    return files(".html")


def tree(module: Path) -> ast.Module:
    """The module as Python reads it."""
    return parsed(module.read_text())


# Six rules read every module of the product.
@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, also those inside others."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def planted(folder: Path, name: str, text: str) -> Path:
    """A file with a weakness, for a rule to find."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file
