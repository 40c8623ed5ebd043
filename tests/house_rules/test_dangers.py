"""The shortcuts that turn somebody's words into code: none of them is taken."""

import ast
import re
from pathlib import Path

import pytest

from tests.house_rules.product import files, modules, planted, templates, tree

IN_PYTHON = {
    "render_template_string",
    "Markup",
    "eval",
    "exec",
    "pickle",
    "cPickle",
    "marshal",
    "shelve",
}
IN_SCRIPT = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b|(?<![\w.])(?:eval|Function)\s*\("
)
IN_TEMPLATE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|(?<![\w-])style\s*=|(?<![\w-])on[a-z]+\s*=\s*[\"']"
    r"|javascript:|\|\s*safe\b|autoescape\s+false",
    re.IGNORECASE,
)


def names(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.ImportFrom(module=module, names=imported):
            return [*(module or "").split("."), *(alias.name for alias in imported)]
        case ast.Import(names=imported):
            return [part for alias in imported for part in alias.name.split(".")]
        case ast.Attribute(
            value=ast.Name(id="flask" | "markupsafe" | "builtins"), attr=name
        ):
            return [name]
    return []


def in_python(module: Path) -> list[str]:
    nodes = list(ast.walk(tree(module)))
    return [
        f"{module}: {name}"
        for node in nodes
        for name in names(node)
        if name in IN_PYTHON
    ]


def in_text(file: Path, danger: re.Pattern[str]) -> list[str]:
    return [f"{file}: {found.group()}" for found in danger.finditer(file.read_text())]


def test_no_module_turns_words_into_code() -> None:
    assert [offence for module in modules() for offence in in_python(module)] == []


def test_no_script_turns_words_into_elements() -> None:
    scripts = [*files(".js"), *files(".mjs")]
    assert [
        offence for script in scripts for offence in in_text(script, IN_SCRIPT)
    ] == []


def test_no_template_has_scripts_or_styles_of_its_own_or_trusts_a_value() -> None:
    assert [
        offence
        for template in templates()
        for offence in in_text(template, IN_TEMPLATE)
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "from flask import render_template_string",
        "flask.render_template_string(words)",
        "from markupsafe import Markup as safe",
        "markupsafe.Markup(words)",
        "import pickle",
        "from pickle import loads",
        "eval(words)",
    ],
)
def test_python_that_turns_words_into_code_is_refused(
    tmp_path: Path, line: str
) -> None:
    assert in_python(planted(tmp_path, "weak.py", line))


@pytest.mark.parametrize(
    "line",
    [
        "box.innerHTML = name",
        "document.write(name)",
        "eval(name)",
        "new Function(name)",
    ],
)
def test_a_script_that_turns_words_into_elements_is_refused(
    tmp_path: Path, line: str
) -> None:
    assert in_text(planted(tmp_path, "weak.js", line), IN_SCRIPT)


@pytest.mark.parametrize(
    "line",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p {}</style>",
        '<p style="color: red">',
        '<p onclick="go()">',
        '<a href="javascript:go()">',
        "{{ guest.name | safe }}",
        "{% autoescape false %}",
    ],
)
def test_a_template_with_a_script_or_style_of_its_own_is_refused(
    tmp_path: Path, line: str
) -> None:
    assert in_text(planted(tmp_path, "weak.html", line), IN_TEMPLATE)


def test_a_template_may_point_to_scripts_and_styles(tmp_path: Path) -> None:
    page = '<script type="module" src="/camera.js"></script><link rel="stylesheet" href="/kiosk.css">'
    assert in_text(planted(tmp_path, "fine.html", page), IN_TEMPLATE) == []
