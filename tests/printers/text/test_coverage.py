"""What a font writes is what fontTools, slowly and at length, says that it writes."""

import struct
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from printers.text import fonts
from printers.text.coverage import Coverage, coverage

FACES = fonts.faces()


@pytest.mark.parametrize(
    "one_in",
    [pytest.param(1, marks=pytest.mark.whole), pytest.param(8, id="every 8th")],
)
def test_every_font_covers_what_its_own_table_lists(one_in: int) -> None:
    looked_at = FACES[::one_in]
    different = [face for face in looked_at if not _agrees(face)]

    assert len(FACES) > 100, (
        "install fonts-noto-core and fonts-noto-cjk: tools/install_test_tools.sh"
    )
    print(f"looked at {len(looked_at)} of {len(FACES)} faces")  # noqa: T201 - what was counted
    assert not different


def _agrees(face: fonts.FontFace) -> bool:
    with TTFont(face.path, lazy=True, fontNumber=face.number) as font:
        listed = set(font.getBestCmap())
    covered = coverage(face.path, face.number)
    edges = {near for point in listed for near in (point - 1, point, point + 1)}
    return all((point in covered) is (point in listed) for point in edges)


def test_a_font_has_the_variants_of_kanji_that_it_lists() -> None:
    japanese = next(face for face in FACES if face.region == "JP")
    with TTFont(japanese.path, lazy=True, fontNumber=japanese.number) as font:
        listed = {
            (point, selector)
            for selector, letters in font["cmap"].getcmap(0, 5).uvsDict.items()
            for point, _ in letters
        }

    assert len(listed) > 10_000
    assert all(japanese.covers(chr(point) + chr(mark)) for point, mark in listed)
    assert not japanese.covers("\u845b\U000e0105")
    assert not japanese.covers("\U000e0100")


def test_spans_that_touch_or_overlap_are_one() -> None:
    points = Coverage(iter([(1, 3), (4, 6), (5, 5), (9, 8), (9, 9)]))

    assert [point for point in range(12) if point in points] == [1, 2, 3, 4, 5, 6, 9]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"wOF2",
        b"ttcf\0\1\0\0\0\0\0\1",
        b"OTTO" + bytes(40),
        b"\0\1\0\0\0\1" + b"cmap" * 99,
    ],
)
def test_a_file_that_is_no_font_writes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "Broken-Bold.ttf"
    file.write_bytes(content)

    assert ord("A") not in coverage(file, 0)


def font_of(folder: Path, cmap: bytes) -> Path:
    """A file with that table and nothing else."""
    file = folder / "Table-Bold.ttf"
    entry = struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    file.write_bytes(b"\0\1\0\0" + struct.pack(">4H", 1, 16, 0, 0) + entry + cmap)
    return file


def test_a_character_that_a_table_gives_to_the_box_is_not_covered(
    tmp_path: Path,
) -> None:
    head = struct.pack(">HHHHI", 0, 1, 3, 1, 12)
    segments = [(67, 65, 0, 6), (99, 97, -98 & 0xFFFF, 0), (0xFFFF, 0xFFFF, 1, 0)]
    ends, starts, deltas, offsets = (
        struct.pack(">3H", *column) for column in zip(*segments, strict=True)
    )
    glyphs = struct.pack(">3H", 1, 0, 2)
    table = (
        struct.pack(">7H", 4, 46, 0, 6, 0, 0, 0)
        + ends
        + b"\0\0"
        + starts
        + deltas
        + offsets
        + glyphs
    )
    points = coverage(font_of(tmp_path, head + table), 0)

    assert [chr(point) for point in range(0x10000) if point in points] == [
        "A",
        "C",
        "a",
        "c",
    ]


def test_a_group_that_begins_with_the_box_begins_one_later(tmp_path: Path) -> None:
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    groups = struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, 0x1F600, 0x1F602, 0)
    points = coverage(font_of(tmp_path, head + groups), 0)

    assert [point for point in range(0x1F5FF, 0x1F604) if point in points] == [
        0x1F601,
        0x1F602,
    ]
