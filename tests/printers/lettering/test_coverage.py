"""What a font writes is what fontTools, slowly and at length, says that it writes."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from printers.lettering import fonts
from printers.lettering.coverage import Coverage, coverage

FACES = fonts.faces()


def test_every_font_covers_what_its_own_table_lists() -> None:
    different = [face for face in FACES if not _agrees(face)]

    assert len(FACES) > 100, "install fonts-noto-core and fonts-noto-cjk: tools/install_test_tools.sh"
    assert not different


def _agrees(face: fonts.Face) -> bool:
    with TTFont(face.path, lazy=True, fontNumber=face.number) as font:
        listed = set(font.getBestCmap())
    covered = coverage(face.path, face.number)
    edges = {near for point in listed for near in (point - 1, point, point + 1)}
    return all((point in covered) is (point in listed) for point in edges)


def test_spans_that_touch_or_overlap_are_one() -> None:
    points = Coverage(iter([(1, 3), (4, 6), (5, 5), (9, 8), (9, 9)]))

    assert [point for point in range(12) if point in points] == [1, 2, 3, 4, 5, 6, 9]


@pytest.mark.parametrize(
    "content", [b"", b"wOF2", b"ttcf\0\1\0\0\0\0\0\1", b"OTTO" + bytes(40), b"\0\1\0\0\0\1" + b"cmap" * 99]
)
def test_a_file_that_is_no_font_writes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "Broken-Bold.ttf"
    file.write_bytes(content)

    assert ord("A") not in coverage(file, 0)
