"""What is sent around and inside a badge."""

import random
import re
import struct
from collections.abc import Callable
from itertools import accumulate

import pytest
import zxingcpp
from PIL import Image

from printers.badge import BadgeContent
from printers.drawing.layout import draw, void
from printers.errors import PrinterError
from printers.escpos.commands import CUT, START, fragments
from printers.print_badge import ejection, encoded_strips
from printers.vocabulary import PrintProblemKind

WIDTHS = [384, 512, 576, 640]
MakeBadge = Callable[..., BadgeContent]
ReadJob = Callable[[bytes], Image.Image]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_content_is_the_badge_without_a_start_and_an_ending(
    badge: BadgeContent, read_job: ReadJob, width: int
) -> None:
    pieces = list(encoded_strips(badge, width))

    assert len(pieces) > 1
    assert (
        read_job(START + b"".join(pieces) + CUT).tobytes()
        == draw(badge, width).convert("L").tobytes()
    )


def test_a_badge_is_refused_before_its_first_byte(make_badge: MakeBadge) -> None:
    with pytest.raises(PrinterError) as refusal:
        next(encoded_strips(make_badge(code="LC1:"), 576))

    assert refusal.value.kind is PrintProblemKind.BAD_CODE


@pytest.mark.parametrize("width", WIDTHS)
def test_the_last_fragment_is_128_rows_without_which_the_code_is_unreadable(
    make_badge: MakeBadge, read_job: ReadJob, width: int
) -> None:
    whole = b"".join(encoded_strips(make_badge(copy=2), width))
    last = 8 + 128 * width // 8

    assert whole[-last:][:8] == b"\x1dv0\x00" + bytes([width // 8, 0, 128, 0])
    stub = read_job(START + whole[:-last] + CUT)
    assert zxingcpp.read_barcodes(stub) == []


def paper(job: bytes, width: int) -> bytes:
    """Return the rows that a printer burns, and a row for each cut.

    It passes over what it does not know.
    """
    place, rows = 0, b""
    while place < len(job):
        length = 1
        if job[place : place + 4] == b"\x1dv0\x00":
            across, height = struct.unpack_from("<HH", job, place + 4)
            length = 8 + across * height
            rows += job[place + 8 : place + length] if height else b""
        elif job[place : place + 4] == CUT:
            rows += b"CUT" * (width // 8)
        place += length
    return rows


@pytest.mark.sampled(2)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_stub_comes_out_marked_void_wherever_it_was_cut_short(
    badge: BadgeContent, width: int
) -> None:
    whole = START + b"".join(encoded_strips(badge, width))
    cut = b"CUT" * (width // 8)
    marked = void(width).tobytes("raw", "1;I") + cut
    drawn = draw(badge, width).tobytes("raw", "1;I")
    places = [
        *range(40),
        *random.Random(3).sample(range(len(whole)), 60),
        len(whole) - 1,
    ]

    for place in places:
        printed = paper(
            whole[:place] + ejection(width, cutter=True) + whole + CUT, width
        )
        stub, _, after = printed.partition(marked)
        assert len(stub) <= place + 128 * width // 8
        assert after == drawn + cut


def test_a_unit_without_a_knife_feeds_the_stub_out() -> None:
    assert ejection(384, cutter=False).endswith(fragments(void(384)) + b"\x1bd\x05")
    assert CUT not in ejection(384, cutter=False)


def test_no_fragment_of_a_badge_is_taller_than_what_an_eject_fills_up(
    badge: BadgeContent,
) -> None:
    whole = b"".join(encoded_strips(badge, 576))
    heads = [
        found.end() for found in re.finditer(rb"\x1dv0\x00\x48\x00(?=.\x00)", whole)
    ]

    lengths = [whole[head] * 72 + 8 for head in heads]
    assert max(lengths) == 128 * 72 + 8
    assert list(accumulate(lengths))[-1] == len(whole)
