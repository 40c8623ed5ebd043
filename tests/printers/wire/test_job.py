"""What is sent around and inside a badge."""

import re
from collections.abc import Callable
from itertools import accumulate

import pytest
import zxingcpp
from PIL import Image

from printers.badge import Badge
from printers.drawing.layout import draw, void
from printers.errors import PrinterError, Reason
from printers.wire.job import content, eject
from printers.wire.raster import CUT, START, fragments

WIDTHS = [384, 512, 576, 640]
MakeBadge = Callable[..., Badge]
ReadJob = Callable[[bytes], Image.Image]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_content_is_the_badge_without_a_start_and_an_ending(
    badge: Badge, read_job: ReadJob, width: int
) -> None:
    pieces = list(content(badge, width))

    assert len(pieces) > 1
    assert read_job(START + b"".join(pieces) + CUT).tobytes() == draw(badge, width).convert("L").tobytes()


def test_a_badge_is_refused_before_its_first_byte(make_badge: MakeBadge) -> None:
    with pytest.raises(PrinterError) as refusal:
        next(content(make_badge(code="LC1:"), 576))

    assert refusal.value.reason is Reason.BAD_CODE


@pytest.mark.parametrize("width", WIDTHS)
def test_the_last_fragment_is_128_rows_without_which_the_code_is_unreadable(
    make_badge: MakeBadge, read_job: ReadJob, width: int
) -> None:
    whole = b"".join(content(make_badge(copy=2), width))
    last = 8 + 128 * width // 8

    assert whole[-last:][:8] == b"\x1dv0\x00" + bytes([width // 8, 0, 128, 0])
    stub = read_job(START + whole[:-last] + CUT)
    assert zxingcpp.read_barcodes(stub) == []


@pytest.mark.parametrize("cutter", [True, False])
def test_what_is_left_in_a_printer_comes_out_void_wherever_it_was_cut_short(cutter: bool) -> None:  # noqa: FBT001 - a fact
    strip = fragments(void(576))
    job = eject(576, cutter)

    assert job.lstrip(b"\0") == START + strip + (CUT if cutter else b"\x1bd\x05")
    assert len(job) - len(job.lstrip(b"\0")) == 128 * 576 // 8


def test_no_fragment_of_a_badge_is_taller_than_what_an_eject_fills_up(badge: Badge) -> None:
    whole = b"".join(content(badge, 576))
    heads = [found.end() for found in re.finditer(rb"\x1dv0\x00\x48\x00(?=.\x00)", whole)]

    lengths = [whole[head] * 72 + 8 for head in heads]
    assert max(lengths) == 128 * 72 + 8
    assert list(accumulate(lengths))[-1] == len(whole)
