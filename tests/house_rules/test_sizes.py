"""Sizes: how large a function, a module and a template may grow."""

import ast
from pathlib import Path

import pytest

from tests.house_rules.product import functions, modules, planted, templates

FUNCTION, VIEW, MODULE, TEMPLATE, PARAMETERS, NESTING = 25, 20, 300, 120, 5, 3
BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)
ROUTES = {"route", "get", "post", "put", "patch", "delete"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_view(function: Function) -> bool:
    called = [
        mark.func for mark in function.decorator_list if isinstance(mark, ast.Call)
    ]
    return any(
        isinstance(name, ast.Attribute) and name.attr in ROUTES for name in called
    )


def length(function: Function) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def parameters(function: Function) -> int:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    rest = [name for name in (given.vararg, given.kwarg) if name]
    return len([name for name in named if name.arg not in {"self", "cls"}]) + len(rest)


def nesting(node: ast.AST) -> int:
    return max((depth(child, node) for child in ast.iter_child_nodes(node)), default=0)


def depth(child: ast.AST, parent: ast.AST) -> int:
    if isinstance(child, Function | ast.ClassDef | ast.Lambda):
        return 0
    return nesting(child) + (isinstance(child, BLOCKS) and not is_elif(child, parent))


def is_elif(child: ast.AST, parent: ast.AST) -> bool:
    if not (isinstance(parent, ast.If) and isinstance(child, ast.If)):
        return False
    return child in parent.orelse and child.col_offset == parent.col_offset


def function_offences(module: Path) -> list[str]:
    return [
        f"{module}:{function.lineno} {function.name} has {measured} {unit}, of {ceiling} allowed"
        for function in functions(module)
        for measured, ceiling, unit in (
            (length(function), VIEW if is_view(function) else FUNCTION, "lines"),
            (parameters(function), PARAMETERS, "parameters"),
            (nesting(function), NESTING, "levels of nesting"),
        )
        if measured > ceiling
    ]


def too_long(file: Path, ceiling: int) -> list[str]:
    lines = len(file.read_text().splitlines())
    return (
        [f"{file} has {lines} lines, of {ceiling} allowed"] if lines > ceiling else []
    )


def test_functions_stay_within_their_ceilings() -> None:
    assert [
        offence for module in modules() for offence in function_offences(module)
    ] == []


def test_modules_and_templates_stay_within_their_ceilings() -> None:
    offences = [offence for module in modules() for offence in too_long(module, MODULE)]
    offences += [
        offence for template in templates() for offence in too_long(template, TEMPLATE)
    ]
    assert offences == []


@pytest.mark.parametrize(
    ("source", "weakness"),
    [
        ("def long():\n" + "    pass\n" * 25, "26 lines"),
        ('@views.get("/")\ndef view():\n' + "    pass\n" * 20, "21 lines"),
        ("class A:\n    def method(self, a, b, c, *, d, e, **f): ...", "6 parameters"),
        (
            "def deep():\n if 1:\n  for a in b:\n   with c:\n    try: pass\n    finally: pass",
            "4 levels",
        ),
    ],
)
def test_a_function_beyond_a_ceiling_is_refused(
    tmp_path: Path, source: str, weakness: str
) -> None:
    offences = function_offences(planted(tmp_path, "weak.py", source))
    assert [weakness in offence for offence in offences] == [True]


@pytest.mark.parametrize(
    "source",
    [
        'def told():\n    """One\n\n    two.\n    """\n' + "    pass\n" * 24,
        "def chain():\n if 1:\n  if 2: pass\n  elif 3: pass\n  elif 4: pass\n  elif 5: pass",
        "class A:\n    def method(self, a, b, c, *, d, e): ...",
    ],
)
def test_docstrings_elif_and_self_do_not_count(tmp_path: Path, source: str) -> None:
    assert function_offences(planted(tmp_path, "fine.py", source)) == []


def test_a_file_beyond_its_ceiling_is_refused(tmp_path: Path) -> None:
    assert too_long(planted(tmp_path, "page.html", "<p>\n" * 121), TEMPLATE)
    assert not too_long(planted(tmp_path, "page.html", "<p>\n" * 120), TEMPLATE)
