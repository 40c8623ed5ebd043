"""The paper of the virtual printer is a picture, in memory only."""

import io
from time import monotonic

import pytest
from PIL import Image

from printers.virtual import Build, VirtualPrinter
from tests.printers.virtual.caller import (
    ACROSS,
    CUT,
    JOB,
    PATIENCE,
    START,
    ask,
    calling,
    fragment,
    say,
)

ROWS = 3 * 127 + 100


def test_the_paper_shows_the_dots_with_white_around_them(
    printer: VirtualPrinter,
) -> None:
    say(printer, START + fragment(2, b"\xf0" + bytes(71)) + CUT)

    paper = printer.paper()
    assert paper is not None
    assert paper.size == (576 + 64, 2 + 64)
    assert [paper.getpixel((x, 32)) for x in (31, 32, 35, 36)] == [255, 0, 0, 255]
    assert printer.badges == 1


def test_rows_wider_than_the_roll_are_each_cut_off_at_its_edge(
    printer: VirtualPrinter,
) -> None:
    say(printer, START + fragment(3, b"\xf0" + bytes(71) + b"\xff") + CUT)

    paper = printer.paper()
    assert paper is not None
    assert paper.size == (576 + 64, 3 + 64)
    for row in range(32, 35):
        dots = [paper.getpixel((x, row)) for x in range(640)]
        assert [x for x, dot in enumerate(dots) if dot == 0] == [32, 33, 34, 35]


def test_the_paper_can_be_shown_as_a_png_until_it_is_cleared(
    printer: VirtualPrinter,
) -> None:
    say(printer, JOB)

    png = printer.paper_png()
    assert png is not None
    assert Image.open(io.BytesIO(png)).width == 576 + 64
    printer.clear()
    assert printer.paper() is None
    assert printer.paper_png() is None
    assert (printer.badges, printer.heard) == (1, b"")


def test_one_can_wait_for_a_badge(printer: VirtualPrinter) -> None:
    assert not printer.wait_for_badges(1, timeout=0.01)
    say(printer, JOB)
    assert printer.wait_for_badges(1, timeout=PATIENCE)


def test_only_the_last_sheet_is_kept_unless_all_are_asked_for(
    printer: VirtualPrinter,
) -> None:
    with VirtualPrinter() as forgetful:
        for one in (printer, forgetful):
            say(one, START + fragment(1) + CUT + fragment(2) + CUT)

        assert [sheet.height - 64 for sheet in printer.sheets] == [1, 2]
        assert [sheet.height - 64 for sheet in forgetful.sheets] == [2]


def test_what_it_heard_is_kept_only_where_it_is_asked_for(
    printer: VirtualPrinter,
) -> None:
    with VirtualPrinter() as forgetful:
        for one in (printer, forgetful):
            say(one, JOB)

        assert printer.heard == JOB
        assert forgetful.engine.record.heard == b""
        with pytest.raises(LookupError):
            _ = forgetful.heard


def test_a_printer_without_a_cutter_ends_a_sheet_when_it_is_fed() -> None:
    with VirtualPrinter(width=384, build=Build(cutter=False)) as printer:
        say(printer, START + fragment(10, bytes(48)) + b"\x1bd\x05")
        say(printer, CUT)

        assert [sheet.size for sheet in printer.sheets] == [
            (384 + 64, 10 + 5 * 30 + 64)
        ]
        assert printer.faults == ["a cut where there is no cutter"]


def test_feeding_moves_the_paper_of_a_printer_that_cuts(
    printer: VirtualPrinter,
) -> None:
    say(printer, START + fragment(1) + b"\x1bd\x02" + CUT)

    assert printer.sheets[0].height == 1 + 60 + 64


def test_the_first_byte_and_the_first_dots_of_a_job_are_timed(
    printer: VirtualPrinter,
) -> None:
    before = monotonic()
    say(printer, JOB)

    assert printer.first_byte_at is not None
    assert printer.first_dots_at is not None
    assert before <= printer.first_byte_at <= printer.first_dots_at


def test_status_requests_and_bytes_of_nothing_are_no_job(
    printer: VirtualPrinter,
) -> None:
    say(printer, b"\x10\x04\x01" + bytes(9216))

    assert printer.first_byte_at is None


def test_a_new_job_has_no_dots_yet(printer: VirtualPrinter) -> None:
    say(printer, JOB)
    with calling(printer) as line:
        ask(line, START, 4)

        assert printer.first_dots_at is None


def test_every_row_of_a_job_is_printed(printer: VirtualPrinter) -> None:
    say(printer, JOB)

    inside = printer.sheets[0].crop((32, 32, 32 + ACROSS * 8, 32 + ROWS))
    assert inside.tobytes() == bytes([0x55]) * ACROSS * ROWS
