"""How a roll looks: strips of a length for one hand, each numbered, with a box for each guest."""

from collections.abc import Callable

import pytest
from PIL import ImageChops

from printers.drawing.roll import GUESTS_ON_A_STRIP, count, strips
from printers.errors import PrinterError
from printers.roll import PrintedGuest, RollContent
from printers.vocabulary import PrintProblemKind

MakeRoll = Callable[..., RollContent]
# A4, at 8 dots a millimetre; names of two lines may make it half as long again.
SHEET = 297 * 8


@pytest.mark.parametrize(("guests", "expected"), [(0, 1), (1, 1), (15, 1), (16, 2)])
def test_so_many_guests_stand_on_so_many_strips(
    make_roll: MakeRoll, guests: int, expected: int
) -> None:
    roll = make_roll(guests)

    assert (count(roll), len(list(strips(roll)))) == (expected, expected)


@pytest.mark.parametrize("width", [384, 512, 576])
def test_a_strip_is_as_long_as_a_sheet_at_most_and_names_lose_no_ink(
    make_roll: MakeRoll, width: int
) -> None:
    for strip in strips(make_roll(GUESTS_ON_A_STRIP), width):
        assert (strip.mode, strip.width) == ("1", width)
        assert strip.height <= 1.5 * SHEET
        # Nothing reaches the edges, where a printer would cut it off.
        edge = strip.crop((0, 0, 8, strip.height))
        assert edge.getextrema() == (255, 255)


def test_every_strip_says_what_it_is_and_which_of_how_many(
    make_roll: MakeRoll,
) -> None:
    heads = [strip.crop((0, 0, 576, 90)) for strip in strips(make_roll(31))]
    drill, other = next(strips(make_roll(31, title="Alarm"))), heads[0]

    assert len(heads) == 3
    # The title at the left is the same on all, the number at the right on none.
    left, right = (0, 0, 300, 90), (300, 0, 576, 90)
    assert len({head.crop(left).tobytes() for head in heads}) == 1
    assert len({head.crop(right).tobytes() for head in heads}) == 3
    assert ImageChops.difference(drill.crop(left), other.crop(left)).getbbox()


def test_who_was_found_has_a_tick_in_the_box(make_roll: MakeRoll) -> None:
    def one(*, is_found: bool) -> RollContent:
        guest = PrintedGuest(place="", name="Gita", about="", is_found=is_found)
        return make_roll(0, guests=(guest,))

    [found], [missing] = (list(strips(one(is_found=it))) for it in (True, False))
    changed = ImageChops.difference(found, missing).getbbox()

    assert changed is not None
    left, _, right, _ = changed
    assert 24 < left < right < 24 + 36


def test_what_runs_from_the_right_has_its_boxes_there(make_roll: MakeRoll) -> None:
    [strip] = strips(make_roll(2, title="إنذار", language="ar"))

    def lines(left: int) -> int:
        """How many rows are black from there to the end of a box."""
        rows = strip.convert("L").crop((left, 0, left + 36, strip.height))
        dots = rows.tobytes()
        return sum(not any(dots[at : at + 36]) for at in range(0, len(dots), 36))

    # The rules go from edge to edge; the rest are those of the boxes.
    assert lines(576 - 24 - 36) > lines(24)


def test_a_width_of_no_paper_is_refused_before_the_first_strip(
    make_roll: MakeRoll,
) -> None:
    with pytest.raises(PrinterError) as refusal:
        next(strips(make_roll(1), 300))
    assert refusal.value.kind is PrintProblemKind.UNKNOWN_WIDTH
