"""Scripts and templates never turn somebody's text into code or markup.

In Python ruff holds the same (`S102`, `S307`, `S704`, and the banned names in pyproject.toml).
"""

import re
from pathlib import Path

import pytest

from tests.house_rules.product import files, planted, templates

IN_SCRIPT = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b|(?<![\w.])(?:eval|Function)\s*\("
)
IN_TEMPLATE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|(?<![\w-])style\s*=|(?<![\w-])on[a-z]+\s*=\s*[\"']"
    r"|javascript:|\|\s*safe\b|autoescape\s+false",
    re.IGNORECASE,
)


def in_text(file: Path, danger: re.Pattern[str]) -> list[str]:
    return [f"{file}: {found.group()}" for found in danger.finditer(file.read_text())]


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
