"""The ground truth's reader.

Commands as the manuals have them, whole sheets and what is left of them.
"""

import ast
from datetime import date
from pathlib import Path

import pytest

from printers.badge import BadgeContent
from printers.drawing.layout import draw, void
from printers.escpos.commands import CUT, START, fragments
from printers.virtual import VirtualPrinter
from tests.faults import badges_on_paper, ground_truth
from tests.faults.ground_truth import Sheet
from tests.printers.conftest import MakeBadge
from tests.printers.escpos.whole_job import encode
from tests.printers.virtual import caller

MONDAY = date(2026, 11, 23).toordinal()
FOLDER = Path(ground_truth.__file__).parent
READERS = ("ground_truth.py", "inked.py", "badges_on_paper.py")


def imported(module: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(module.read_text())))
    names = {
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return names | {
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)
    }


@pytest.mark.parametrize("reader", READERS)
def test_the_reader_shares_no_code_with_the_printers(reader: str) -> None:
    ours = {f"tests.faults.{Path(name).stem}" for name in READERS}

    names = imported(FOLDER / reader) - ours

    assert {name.split(".")[0] for name in names} <= {
        "PIL",
        "zxingcpp",
        "collections",
        "itertools",
        "typing",
    }


def test_a_badge_is_read_dot_by_dot_with_its_code(badge: BadgeContent) -> None:
    paper = ground_truth.read(encode(draw(badge)))

    (sheet,) = paper.sheets
    assert badges_on_paper.shows(sheet, draw(badge))
    assert badges_on_paper.on([sheet]) == [badge.code]
    assert paper.foreign == []


def test_ten_dots_that_are_not_there_are_missed(badge: BadgeContent) -> None:
    drawn = draw(badge)
    (sheet,) = ground_truth.read(encode(drawn)).sheets
    drawn.paste(0, (100, 100, 110, 101))

    assert not badges_on_paper.shows(sheet, drawn)


def test_what_is_not_cut_is_in_nobodys_hand(badge: BadgeContent) -> None:
    paper = ground_truth.read(encode(draw(badge)).removesuffix(CUT))

    assert paper.sheets == []
    assert badges_on_paper.codes(paper.uncut) == [badge.code]


def test_a_stub_over_a_lattice_is_void_although_its_code_can_be_read(
    badge: BadgeContent,
) -> None:
    paper = ground_truth.read(
        START + fragments(draw(badge)) + fragments(void(576)) + CUT
    )

    (sheet,) = paper.sheets
    assert badges_on_paper.codes(sheet) == [badge.code]
    assert badges_on_paper.on([sheet]) == []


@pytest.mark.parametrize("width", [384, 512, 576])
def test_a_lattice_is_seen_on_every_paper(width: int) -> None:
    paper = ground_truth.read(encode(void(width)), width=width)

    assert badges_on_paper.is_void(paper.sheets[0])


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "name",
    ["XXXXXXXX", "\\\\//\\\\//", "WWWW WWWW VVVV", "\u27cb\u27cd" * 5, "龘龘龘龘"],
)
def test_no_badge_of_any_day_looks_void(make_badge: MakeBadge, name: str) -> None:
    drawn = [
        draw(make_badge(name=name, day_number=MONDAY + day), 384) for day in range(21)
    ]

    assert not any(badges_on_paper.is_void(Sheet(picture, b"")) for picture in drawn)


def test_two_badges_without_a_cut_between_are_one_sheet(badge: BadgeContent) -> None:
    job = encode(draw(badge))

    paper = ground_truth.read(job.removesuffix(CUT) + job)

    assert [badges_on_paper.codes(sheet) for sheet in paper.sheets] == [
        [badge.code] * 2
    ]


def test_a_power_cut_forgets_the_rest_of_a_command_and_no_paper() -> None:
    fragment = b"\x1dv0\x00\x01\x00\x04\x00"
    stream = fragment + b"\xff\xff" + fragment + b"\xaa" * 4 + CUT

    whole = ground_truth.read(stream).sheets[0].picture
    paper = ground_truth.read(stream, [len(fragment) + 2])

    assert whole.height != paper.sheets[0].picture.height == 6


def test_graphics_that_were_only_stored_die_with_the_power() -> None:
    store = b"\x1d(L\x0c\x000p0\x01\x011\x08\x00\x02\x00\xff\xff"
    show = b"\x1d(L\x02\x0002"

    printed = ground_truth.read(store + show)
    lost = ground_truth.read(store + show, [len(store)])

    assert (printed.uncut.picture.height, lost.uncut.picture.height) == (2, 1)


def test_text_feeds_and_settings_are_known() -> None:
    words = b"\x1ba\x01Gita\n\x1bd\x02\x1bJ\x10\x10\x04\x01\x1dr\x01\x1d(H\x06\x0000Gita\x1dIB\x00\x00\x1dVA\x10"

    paper = ground_truth.read(words)

    (sheet,) = paper.sheets
    assert (sheet.text, sheet.picture.height, paper.foreign) == (
        b"Gita\n",
        30 + 60 + 8 + 8,
        [],
    )


@pytest.mark.parametrize(
    "command", [b"\x1b\x00", b"\x1d\x01", b"\x1c\x7f", b"\x10\x14", b"\x02", b"\x1dVx"]
)
def test_what_it_does_not_know_is_listed(command: bytes) -> None:
    paper = ground_truth.read(b"\x1b@" + command)

    assert [(one.offset, one.bytes) for one in paper.foreign] == [(2, command)]


def test_what_the_virtual_printer_recorded_is_what_it_shows(
    badge: BadgeContent,
) -> None:
    with VirtualPrinter(record=True) as printer:
        caller.say(printer, encode(draw(badge)))

    (sheet,) = ground_truth.read(printer.heard).sheets
    shown = printer.paper()
    assert shown is not None
    assert (
        sheet.picture.tobytes()
        == shown.crop((32, 32, shown.width - 32, shown.height - 32)).tobytes()
    )
