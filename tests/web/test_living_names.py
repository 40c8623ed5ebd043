"""A name is kept as it was typed and printed as it is kept, in every living script."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from babel.localedata import locale_identifiers
from flask import Flask
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw
from werkzeug.datastructures import MultiDict

from printers.text.letters import printable_fully
from printers.text.typeset import Sizes, fit
from tests.web import living_names
from tests.web.sample_face import GuestForm

SIZES = Sizes(110, 44, 3)
SPECIMENS = [
    "ကျော်စွာ",
    "ဘို့ဂျ်ပူရီ",
    "फ़्रैंक",
    "एलेक्ज़ेंडर",
    "ફ્રેંક્લિન",
    "ક્રિષ્ણા",
    "ക്രിസ്ത്യാനോ",
    "ലക്ഷ്മിക്കുട്ടി",
    "ស្រ្តីកញ្ញា",
    "សុភ័ក្រ្ត",
    "ཧྐྵྨླྺྼྻྂ",
    "སཾ་སྐྲྀ་ཏ།",
    "กิตติ์ผู้ปั้น",
    "ພີ່ນ້ອງຊື່",
    "ᨠ᩠ᩅᩮᩬᩥ᩶",
    "Nguyễn Thế Ngữ",
    "\u05e9\u05b4\u05c2\u05a3\u05d9\u05de\u05b0\u05d7\u05b8\u05bc\u05bd\u05d4",
    "م\u064fح\u064eم\u064e\u0651د",
    "葛\U000e0100城",
    "神\ufa19福\ufa1b",
    "Ἀθην\u1f71",
    "a\u0301\u0330\u0304\u0331",
]


@pytest.mark.parametrize("name", SPECIMENS, ids=ascii)
def test_each_character_of_a_name_changes_what_is_printed(name: str) -> None:
    whole = picture(name)

    assert printable_fully(name)
    assert [
        place
        for place in range(len(name))
        if picture(name[:place] + name[place + 1 :]) == whole
    ] == []


def test_what_is_typed_in_any_script_is_kept(app: Flask) -> None:
    found = living_names.names(living_names.OF_EVERY_SCRIPT)

    assert len(found) > 10_000
    assert changed(app, living_names.of_each_cluster(found)) == []


@pytest.mark.whole
def test_what_is_typed_in_any_locale_is_kept(app: Flask) -> None:
    found = living_names.names(locale_identifiers())

    # Where an accent stands before the first letter the locale's own data is wrong.
    assert {name[0] for name in changed(app, found)} <= {"\u0301"}


@pytest.mark.sampled(12)
@pytest.mark.parametrize("locale", living_names.OF_EVERY_SCRIPT)
def test_what_is_kept_is_printed(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = living_names.of_each_cluster(living_names.names([locale]))

    assert lost(found[:6], monkeypatch) == []


@pytest.mark.whole
def test_what_is_kept_in_any_locale_is_printed_or_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = living_names.of_each_cluster(living_names.names(locale_identifiers()))

    missing = lost(found, monkeypatch)

    assert [name for name in missing if printable_fully(name)] == []
    assert len(missing) < 10


def changed(app: Flask, found: list[str]) -> list[str]:
    """Return the names that the form refuses, or keeps otherwise than they were seen."""
    with app.test_request_context("/", method="POST"):
        form = GuestForm(meta={"csrf": False})
        return [name for name in found if not _is_kept(form, name)]


def _is_kept(form: GuestForm, name: str) -> bool:
    form.name.process(MultiDict({"name": name}))
    return form.name.validate(form) and form.name.data == living_names.seen(name)


def lost(found: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of which the shaper got less than all, or a font lacked a character."""
    drawn: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        ImageDraw.ImageDraw, "text", noted(ImageDraw.ImageDraw.text, drawn)
    )
    missing = []
    for name in found:
        drawn.clear()
        picture(name)
        whole = Counter("".join(text for text, _ in drawn).replace(" ", ""))
        expected = Counter(living_names.seen(name).replace(" ", ""))
        if whole != expected or any(lacking(text, font) for text, font in drawn):
            missing.append(name)
    return missing


def noted(real: Callable[..., Any], drawn: list[tuple[str, Any]]) -> Callable[..., Any]:
    def text(ink: Any, place: Any, words: str, **how: Any) -> Any:
        drawn.append((words, how["font"]))
        return real(ink, place, words, **how)

    return text


def lacking(text: str, font: Any) -> set[int]:
    """Return the characters of which the font has no glyph; it needs none for joiners."""
    return set(map(ord, text)) - _characters(font.path, font.index) - {0x200C, 0x200D}


@cache
def _characters(path: str, number: int) -> frozenset[int]:
    with TTFont(path, lazy=True, fontNumber=number) as font:
        return frozenset(font.getBestCmap())


def picture(name: str) -> bytes:
    """Return the name as it is drawn on the narrowest badge."""
    paper = Image.new("L", (336, 700), 255)
    fit(name, 336, SIZES).draw(ImageDraw.Draw(paper), 0, 0)
    return paper.tobytes()
