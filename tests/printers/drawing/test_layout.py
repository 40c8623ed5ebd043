"""How a badge looks, as far as a test can tell."""

import gc
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from types import FunctionType, ModuleType

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageOps
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from printers.badge import BadgeContent, BadgeLabels
from printers.drawing.layout import (
    MARGIN,
    THRESHOLD,
    bands,
    draw,
    prepare,
    preview,
    ruler,
    void,
)
from printers.drawing.mark import mark
from printers.drawing.qr import square
from printers.errors import PrinterError
from printers.text.letters import glyphs
from printers.text.typeset import Sizes, fit
from printers.vocabulary import PrintProblemKind

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SMOOTH = Image.Resampling.BICUBIC
CACHE = type(cache(len))
LONG = "Wijesinghe Arachchilage Don Chandrasekara Mudiyanselage Wolfeschlegelsteinhausenbergerdorff"
NAMES = [
    "Bo",
    "Gita Pramesti",
    LONG,
    "محمد عبد الله الفارسي",
    "王小明",
    "W" * 300,
    "Nguyễn Thị Ánh Tuyết",
    "",
    "Z̧̛̃̈" * 90,
]

MakeBadge = Callable[..., BadgeContent]


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    box = ImageOps.invert(picture.convert("L")).getbbox()
    assert box is not None
    return box


@pytest.mark.sampled(9)
@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_badge_is_cut_off_and_its_code_can_be_scanned(
    make_badge: MakeBadge, name: str, width: int
) -> None:
    drawn = draw(
        make_badge(name=name, host=name, company=name, site=name, copy=12), width
    )

    left, top, right, bottom = ink(drawn)
    assert drawn.mode == "1"
    assert drawn.width == width
    assert left >= MARGIN - 2
    assert top >= MARGIN - 2
    assert right <= width - MARGIN + 2
    assert bottom == drawn.height
    only_codes = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(drawn.convert("L"), formats=only_codes)
    assert [code.text for code in found] == [make_badge().code]


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=120), st.sampled_from([384, 512, 576]))
def test_no_words_at_all_reach_beyond_the_paper(
    make_badge: MakeBadge, words: str, width: int
) -> None:
    drawn = draw(make_badge(name=words, host=words), width)

    assert ink(drawn)[2] <= width - MARGIN + 2


@pytest.mark.parametrize(
    "width",
    [384, *(pytest.param(width, marks=pytest.mark.whole) for width in (512, 576))],
)
@pytest.mark.parametrize("scale", [0.8, 1.13, 2.7])
def test_a_code_can_be_scanned_from_a_badge_that_was_printed_and_photographed(
    make_badge: MakeBadge, width: int, scale: float
) -> None:
    codes = random.Random(width)
    for _ in range(8):
        code = "LB1:" + "".join(codes.choices(ALPHABET, k=26))
        drawn = draw(make_badge(code=code, copy=2), width).convert("L")
        smeared = drawn.filter(ImageFilter.MinFilter(3)).filter(
            ImageFilter.GaussianBlur(1)
        )
        size = (round(drawn.width * scale), round(drawn.height * scale))

        seen = smeared.resize(size, Image.Resampling.BILINEAR).rotate(
            3, Image.Resampling.BICUBIC, expand=True, fillcolor=255
        )
        assert [found.text for found in zxingcpp.read_barcodes(seen)] == [code]


def test_the_square_is_the_one_that_qrcode_makes() -> None:
    codes = random.Random(1)
    for _ in range(50):
        code = "LB1:" + "".join(codes.choices(ALPHABET, k=26))
        made = QRCode(2, ERROR_CORRECT_M, box_size=5, border=0, mask_pattern=2)
        made.add_data(code, optimize=0)

        theirs = made.make_image().get_image().convert("L")
        assert square(code).convert("L").tobytes() == ImageOps.invert(theirs).tobytes()


@pytest.mark.usefixtures("only_shipped_fonts")
def test_a_machine_without_fonts_is_prepared_for_badges_too(
    badge: BadgeContent,
) -> None:
    prepare()

    assert draw(badge).height


@pytest.mark.parametrize("width", [384, 512, 576])
def test_the_strips_of_a_badge_are_its_rows(badge: BadgeContent, width: int) -> None:
    strips = list(bands(badge, width))

    assert len(strips) == 3
    assert b"".join(strip.tobytes() for strip in strips) == draw(badge, width).tobytes()


def test_a_preview_is_the_badge_without_its_foot(badge: BadgeContent) -> None:
    whole, upper = draw(badge), preview(badge)
    assert upper.height < whole.height * 2 // 3
    assert upper.tobytes() == whole.crop((0, 0, *upper.size)).tobytes()


def test_a_private_badge_says_neither_who_nor_whom(make_badge: MakeBadge) -> None:
    hers = draw(make_badge(private=True))
    his = draw(make_badge(private=True, name="Raka", host="Dewi"))

    assert hers.tobytes() == his.tobytes()
    assert (
        hers.tobytes() != draw(make_badge(private=True, company="Kopi Pagi")).tobytes()
    )
    assert hers.tobytes() != draw(make_badge(private=True, number="K7-043")).tobytes()


def test_chinese_letters_look_as_they_do_where_the_badge_is_printed(
    make_badge: MakeBadge,
) -> None:
    word = "\u76f4\u9aa8"
    there, here = (
        draw(make_badge(name=word, language=language))
        for language in ("ja-JP", "zh-TW")
    )

    differ = glyphs(word, "ja-JP") != glyphs(word, "zh-TW")
    assert (there.tobytes() != here.tobytes()) == differ


def test_no_memory_of_the_drawing_holds_a_guest_or_a_host(
    make_badge: MakeBadge,
) -> None:
    draw(make_badge(name="Quetzalcoatl Brzeczyszczykiewicz", host="Xanthippe Ujjayini"))
    # The objects that were there before the first test are kept out of its sight.
    gc.unfreeze()
    caches = [found for found in gc.get_objects() if isinstance(found, CACHE)]

    kept = "\n".join(word for cache in caches for word in words_in(cache))
    assert "Senopati" in kept
    assert not re.search("Quetz|Brzecz|Xanth|Ujjay", kept)


def words_in(thing: object, deep: int = 8) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif deep and not isinstance(thing, type | ModuleType | FunctionType):
        for inner in gc.get_referents(thing):
            if inner is not getattr(thing, "__wrapped__", None):
                yield from words_in(inner, deep - 1)


@pytest.mark.parametrize("width", [384, 512, 576, 640])
def test_what_voids_a_stub_reaches_from_edge_to_edge(width: int) -> None:
    crossed = void(width)
    left, _, right, _ = ink(crossed)

    assert (left, right) == (0, width)
    assert 60 <= crossed.height <= 90


@pytest.mark.parametrize("width", [384, 512, 576, 640])
def test_the_ruler_that_shows_the_width_has_both_edges(width: int) -> None:
    drawn = ruler(width)

    edges = {
        drawn.getpixel((across, row))
        for across in (0, width - 1)
        for row in range(drawn.height)
    }
    assert edges == {0}


def test_an_ordinary_badge_is_no_longer_than_a_hand(make_badge: MakeBadge) -> None:
    dots_per_millimetre = 8

    assert draw(make_badge(name="Gita")).height <= 80 * dots_per_millimetre
    assert draw(make_badge(name="Gita Pramesti")).height <= 95 * dots_per_millimetre


def test_a_copy_says_so(make_badge: MakeBadge) -> None:
    first, second = (draw(make_badge(copy=copy)) for copy in (1, 2))

    assert second.tobytes() != first.tobytes()


def test_the_words_of_the_badge_can_be_indonesian(make_badge: MakeBadge) -> None:
    indonesian = BadgeLabels(
        host="Bertemu dengan", valid_until="Berlaku sampai", copy="Salinan"
    )

    assert draw(make_badge(labels=indonesian)).tobytes() != draw(make_badge()).tobytes()


ARABIC = BadgeLabels(host="المضيف", valid_until="صالحة حتى", copy="نسخة")


@pytest.mark.parametrize("copy", [1, 2])
def test_a_badge_in_arabic_begins_at_the_right(
    make_badge: MakeBadge, copy: int
) -> None:
    drawn = draw(
        make_badge(
            word="ضيف", day="22 نوفمبر 2026", language="ar", labels=ARABIC, copy=copy
        )
    )
    [code] = zxingcpp.read_barcodes(drawn.convert("L"))

    assert code.position.bottom_right.x < drawn.width / 2
    assert code.text.startswith("LB1:"), "the square itself is not turned round"
    beside_it = drawn.convert("L").crop(
        (300, drawn.height - 60, 576, drawn.height - 30)
    )
    # The number stands at the right edge.
    assert abs(ink(beside_it)[2] + 300 - (drawn.width - MARGIN)) <= 4


@pytest.mark.parametrize("day", ["22 Sep 2026", "3 Agu 2026", "22 نوفمبر 2026"])
def test_nothing_of_the_day_is_cut_off(make_badge: MakeBadge, day: str) -> None:
    def inked(picture: Image.Image) -> int:
        return picture.convert("L").histogram()[0]

    whole = Image.new("L", (576, 200), 255)
    sizes = Sizes(64, 32)
    fit(day, 576 - 2 * MARGIN - 64 - 28, sizes).draw(ImageDraw.Draw(whole), 0, 40)
    drawn, empty = draw(make_badge(day=day)), draw(make_badge(day=""))

    alone = inked(whole.point([255 * (shade >= THRESHOLD) for shade in range(256)]))
    assert inked(drawn) - inked(empty) == alone


def test_a_badge_whose_name_no_font_can_write_leaves_a_line_for_a_pen(
    make_badge: MakeBadge,
) -> None:
    drawn = draw(make_badge(name="🙂"))

    longest_lines = [
        row
        for row in range(drawn.height)
        if not any(
            drawn.getpixel((across, row))
            for across in range(MARGIN, drawn.width - MARGIN)
        )
    ]
    assert sum(later - row > 1 for row, later in pairwise(longest_lines)) == 3


def test_no_row_of_a_badge_draws_more_current_than_a_weak_power_supply_gives(
    badge: BadgeContent,
) -> None:
    drawn = draw(badge)
    black = [
        sum(not drawn.getpixel((across, row)) for across in range(drawn.width))
        for row in range(drawn.height)
    ]

    full = [dots > drawn.width * 2 / 3 for dots in black]
    assert not any(
        len(full[row:]) >= 6 and all(full[row : row + 6]) for row in range(len(full))
    )


def test_each_of_three_weeks_days_has_a_mark_of_its_own() -> None:
    first = date(2026, 11, 22).toordinal()
    marks = [mark(first + day, 76).tobytes() for day in range(22)]

    assert len(set(marks[:21])) == 21
    assert marks[21] == marks[0]


@pytest.mark.parametrize("width", [0, 376, 580, 648])
def test_a_width_that_no_printer_has_is_refused(
    badge: BadgeContent, width: int
) -> None:
    with pytest.raises(PrinterError) as refusal:
        draw(badge, width)

    assert refusal.value.kind is PrintProblemKind.UNKNOWN_WIDTH


@pytest.mark.parametrize(
    "code",
    [
        "",
        "LC1:0123456789ABCDEFGHJKMNPQRS",
        "LB1:0123456789abcdefghjkmnpqrs",
        "LB1:U" * 9,
    ],
)
def test_a_code_that_is_not_a_badges_is_refused_and_not_repeated(
    make_badge: MakeBadge, code: str
) -> None:
    with pytest.raises(PrinterError) as refusal:
        draw(make_badge(code=code))

    assert refusal.value.kind is PrintProblemKind.BAD_CODE
    assert str(refusal.value) == "bad_code"
