"""Which fonts are used: the shipped ones, a chosen folder's, the machine's.

For Chinese the region's.
"""

import struct
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont

from printers.errors import PrinterError
from printers.text import fonts
from printers.text.coverage import coverage
from printers.text.letters import glyphs, printable_fully
from printers.text.typeset import Sizes, fit
from printers.vocabulary import PrintProblemKind

NASTALIQ, THAI = "NotoNastaliqUrdu-Bold.ttf", "NotoSansThai-Bold.ttf"


@pytest.fixture
def folder(tmp_path: Path, only_shipped_fonts: None) -> Path:  # noqa: ARG001 the machine's must not help
    fonts.use_folder(tmp_path)
    return tmp_path


def of_this_machine(name: str) -> Path:
    return next(
        path
        for place in (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
        for path in place.rglob(name)
    )


def test_a_chosen_folder_adds_its_scripts(folder: Path) -> None:
    before = printable_fully("ญาดา")
    (folder / "my own").mkdir()
    (folder / "my own" / "thai.ttf").symlink_to(of_this_machine(THAI))
    fonts.use_folder(folder)

    assert (before, printable_fully("ญาดา")) == (False, True)


def test_a_folder_is_no_longer_used_when_another_one_is_chosen(folder: Path) -> None:
    (folder / THAI).symlink_to(of_this_machine(THAI))
    fonts.use_folder(folder / "another")

    assert not printable_fully("ญาดา")


def test_a_hanging_hand_is_as_high_as_it_needs(folder: Path) -> None:
    (folder / NASTALIQ).symlink_to(of_this_machine(NASTALIQ))

    name = fit("بینظیر بھٹو", 336, Sizes(110, 44, 3))

    assert name.width <= 336
    assert all(line.height > 1.2 * line.size for line in name.lines)


def test_a_file_that_pretends_to_be_a_font_is_passed_over(folder: Path) -> None:
    with TTFont(of_this_machine(THAI), lazy=True) as font:
        cmap = font.reader["cmap"]
    table = struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    (folder / "Pretends-Bold.ttf").write_bytes(
        b"\0\1\0\0" + struct.pack(">4H", 1, 16, 0, 0) + table + cmap
    )
    (folder / "Broken-Bold.ttc").write_bytes(b"ttcf\0\1\0\0\0\0\0\7")

    assert glyphs("ญาดา") == []


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("zh-Hans", "Noto Sans CJK SC"),
        ("zh_CN", "Noto Sans CJK SC"),
        ("zh-Hant", "Noto Sans CJK TC"),
        ("zh-TW", "Noto Sans CJK TC"),
        ("zh-HK", "Noto Sans CJK HK"),
        ("zh-Hans-HK", "Noto Sans CJK SC"),
        ("ja", "Noto Sans CJK JP"),
        ("ko-KR", "Noto Sans CJK KR"),
        ("id", "Noto Sans CJK SC"),
        ("", "Noto Sans CJK SC"),
    ],
)
def test_chinese_letters_look_as_at_the_site(language: str, family: str) -> None:
    (letter,) = glyphs("直", language)

    assert ImageFont.truetype(letter.face.path, index=letter.face.number).getname() == (
        family,
        "Bold",
    )


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("さくら 直", "JP"),
        ("葛\U000e0100 直", "JP"),
        ("アン 直", "JP"),
        ("김 直", "KR"),
        ("直", "TC"),
    ],
)
def test_a_name_that_tells_its_own_region_looks_as_there(
    name: str, region: str
) -> None:
    assert glyphs(name, "zh-Hant")[-1].face.region == region


def test_the_regions_draw_one_letter_in_their_own_ways() -> None:
    drawn = {
        language: bytes(glyphs("直", language)[0].face.at(60).getmask("直"))
        for language in ("zh", "ja", "ko")
    }

    assert drawn["zh"] != drawn["ja"]


@pytest.mark.usefixtures("only_shipped_fonts")
def test_without_any_font_no_badge_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "OWN_FOLDER", fonts.OWN_FOLDER / "none")

    with pytest.raises(PrinterError) as refusal:
        glyphs("Gita")

    assert refusal.value.kind is PrintProblemKind.NO_FONTS


def test_what_every_font_writes_can_be_known_before_the_first_badge() -> None:
    coverage.cache_clear()

    fonts.prepare()

    assert coverage.cache_info().currsize == len(fonts.faces())
