"""The look: everybody can read it, in the light and in the dark, in any site's colour."""

import re
from pathlib import Path

import pytest
from flask import Flask

import web
from tests.web.cast import Browser, Stage, signed_in
from web import theme
from web.theme import Colour, contrast

LIGHT, DARK = (
    (Path(web.__file__).parent / "static" / "tokens.css")
    .read_text()
    .split("@media (prefers-color")
)
TOKEN = re.compile(r"--([a-z-]+):\s*#([0-9a-f]{6})")
WORDS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "sunk"), ("ink", "good-paper"), ("ink", "warn-paper"),
    ("ink-soft", "paper"), ("ink-soft", "card"), ("accent-ink", "paper"), ("accent-ink", "accent-soft"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-bad", "bad"), ("bad", "card"),
    ("bad", "paper"), ("paper", "good"), ("warn-ink", "card"), ("warn-ink", "warn-paper"),
]  # fmt: skip
SHAPES = [
    ("edge", "paper"),
    ("edge", "card"),
    ("focus", "paper"),
    ("good", "card"),
    ("warn", "card"),
]


def tokens(scheme: str) -> dict[str, Colour]:
    return colours(LIGHT) | (colours(DARK) if scheme == "dark" else {})


def colours(sheet: str) -> dict[str, Colour]:
    found: list[tuple[str, str]] = TOKEN.findall(sheet)
    return {
        name: (int(hexa[:2], 16), int(hexa[2:4], 16), int(hexa[4:], 16))
        for name, hexa in found
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_at_seven_to_one(scheme: str) -> None:
    known = tokens(scheme)
    assert [
        pair for pair in WORDS if contrast(known[pair[0]], known[pair[1]]) < 7
    ] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_stand_out_at_three_to_one(scheme: str) -> None:
    known = tokens(scheme)
    assert [
        pair for pair in SHAPES if contrast(known[pair[0]], known[pair[1]]) < 3
    ] == []


@pytest.mark.parametrize(
    "colour", ["ffffff", "000000", "ffff00", "1f6f63", "808080", "ff0000", "2a6f97"]
)
def test_any_sites_colour_can_be_read(colour: str) -> None:
    for part in theme.stylesheet(colour).split("@media"):
        of = colours(part)
        for words, paper in (
            ("accent-ink", "accent-soft"),
            ("on-accent", "accent"),
            ("on-accent", "accent-strong"),
        ):
            assert contrast(of[words], of[paper]) >= 7


@pytest.mark.parametrize("colour", ["zzzzzz", "fff", "1F6F63", "1f6f63}", "ffffff;x"])
def test_only_a_colour_becomes_a_stylesheet(app: Flask, colour: str) -> None:
    assert Browser(app).get(f"/theme/{colour}.css").status_code == 404


def test_a_page_wears_its_sites_colour(app: Flask, stage: Stage) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    assert "/theme/2a6f97.css" in browser.get("/").text
    assert browser.get("/theme/2a6f97.css").mimetype == "text/css"
