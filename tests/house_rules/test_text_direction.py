"""Stylesheets name start and end, never left and right: Arabic is written the other way round."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house_rules.product import PACKAGES, ROOT, templates

SHEETS = [
    path
    for package in PACKAGES
    for path in package.rglob("*.css")
    if "vendor" not in path.parts
]
DECLARATION = re.compile(r"(?<![\w-])([a-z-]+)\s*:\s*([^;{}]+)[;}]")
SIDED = re.compile(
    r"(margin|padding|border|inset|scroll-margin|scroll-padding)?-?(left|right)(-\w+)?"
)
FOUR_SIDES = {"margin", "padding", "inset", "border-color", "border-style"}
SPACED = {"var(--tight)", "normal", "0"}
DIGITS = {"field--digits", "number", "secret", "#digits", "code"}
"""Where letter-spacing holds codes, which are Latin in every language."""


def offences(sheet: str) -> Iterator[str]:
    for name, value in DECLARATION.findall(sheet):
        sides = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "f", value).split()
        if SIDED.fullmatch(name) or {"left", "right"} & set(sides):
            yield f"{name}: {value}"
        # Top, right, bottom, left.
        if name in FOUR_SIDES and len(sides) == 4 and sides[1] != sides[3]:
            yield f"{name}: {value}"


def spaced(sheet: str) -> Iterator[tuple[str, bool]]:
    """Rules whose letter-spacing would tear apart joined letters, and whether they run from the left."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        for name, value in DECLARATION.findall(body + ";"):
            if name == "letter-spacing" and value.strip() not in SPACED:
                yield selector.strip(), "direction: ltr" in body


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_stylesheet_names_no_left_and_no_right(sheet: Path) -> None:
    assert list(offences(sheet.read_text())) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_codes_are_spaced_and_their_parts_keep_their_order(sheet: Path) -> None:
    assert [
        selector
        for selector, is_from_left in spaced(sheet.read_text())
        if not is_from_left or not any(each in selector for each in DIGITS)
    ] == []


@pytest.mark.parametrize(
    ("sheet", "complaints"),
    [
        (".a { margin-left: 8px; }", 1),
        (".a { float: right; }", 1),
        (".a { padding: 0 8px 0 16px }", 1),
        (".a { margin: 0 calc(1px + 2px) 0 0; }", 1),
        (
            ".a { margin-inline: 8px 16px; float: inline-end; padding: 1px 2px 3px 2px; }",
            0,
        ),
        (".leftover { color: red; }", 0),
    ],
)
def test_a_side_is_found(sheet: str, complaints: int) -> None:
    assert len(list(offences(sheet))) == complaints


# A comma between two values, or before one.
LATIN_COMMA = re.compile(
    r"(?:\}\}|%\}|</\w+>|>), ?(?:[<{]|$)|join\(\"[,;] ?\"\)", re.MULTILINE
)


@pytest.mark.parametrize(
    "template", templates(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_list_on_a_page_has_the_comma_of_its_language(template: Path) -> None:
    assert LATIN_COMMA.findall(template.read_text()) == []


# Whatever is in a language says its direction too; a switch holds that language's name alone.
SPOKEN = re.compile(r"<(?!button|a |template)(?![^<>]*\bdir=)[^<>]*\blang=[^<>]*>")


@pytest.mark.parametrize(
    "template", templates(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_what_says_its_language_says_its_direction(template: Path) -> None:
    # Jinja's own brackets would end a tag.
    written = re.sub(r"\{[{%].*?[%}]\}", "", template.read_text(), flags=re.DOTALL)
    assert SPOKEN.findall(written) == []


def test_a_latin_comma_is_found() -> None:
    for said in (
        "{{ a }}, {{ b }}",
        "<bdi>{{ a }}</bdi>, <b>",
        '{{ a|join(", ")|trim }}',
    ):
        assert LATIN_COMMA.search(said), said
    assert not LATIN_COMMA.search("{{ a }}{{ comma() }}{{ b }}")
