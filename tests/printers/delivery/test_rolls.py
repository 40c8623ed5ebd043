"""A roll goes all the way to a real TCP printer, and comes out on strips that are cut apart."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from printers.delivery.deadlines import Deadlines
from printers.drawing.roll import strips
from printers.errors import PrinterError
from printers.print_badge import print_badge
from printers.roll import PrintedGuest, RollContent
from printers.virtual import Fault, VirtualPrinter
from printers.virtual.paper import MARGIN
from printers.vocabulary import Outcome, SentAmount
from tests.printers.delivery.test_with_the_virtual_printer import Mender, at
from tests.printers.test_print_badge import HOSTILE

MakeRoll = Callable[..., RollContent]


def test_a_roll_of_120_guests_comes_out_on_eight_strips_dot_by_dot(
    make_roll: MakeRoll,
) -> None:
    roll = make_roll(120)
    with VirtualPrinter(record=True) as printer:
        assert print_badge(roll, at(printer)) is Outcome.PRINTED
        sheets, faults = printer.sheets, printer.faults

    assert (len(sheets), faults) == (8, [])
    for sheet, strip in zip(sheets, strips(roll), strict=True):
        inner = sheet.crop(
            (MARGIN, MARGIN, sheet.width - MARGIN, sheet.height - MARGIN)
        )
        assert inner.tobytes() == strip.tobytes()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_moves_nothing_but_ink(
    make_roll: MakeRoll, printer: VirtualPrinter, name: str
) -> None:
    guest = PrintedGuest(place=name, name=name, about=name)
    roll = make_roll(0, guests=(guest,), title=name, site=name, notice=name)

    print_badge(roll, at(printer))

    assert (printer.faults, printer.badges) == ([], 1)


def test_a_printer_that_dies_between_strips_has_printed_no_roll(
    make_roll: MakeRoll, patient: Deadlines
) -> None:
    roll = make_roll(40)
    with VirtualPrinter(record=True) as printer:
        printer.switches.turn_on(Fault.RESET, after=200_000)
        with pytest.raises(PrinterError) as error:
            print_badge(roll, at(printer), deadlines=patient)
        assert error.value.sent is SentAmount.PART
        before = printer.badges

        assert print_badge(roll, at(printer), eject=True) is Outcome.PRINTED
        # What was cut short, marked as void; then all three.
        assert printer.badges - before == 4
    assert 0 < before < 3


def test_a_printer_that_falls_silent_at_the_end_is_not_called_done(
    make_roll: MakeRoll, quick: Deadlines
) -> None:
    with VirtualPrinter() as printer:
        printer.switches.turn_on(Fault.MUTE, after=1000)
        patient = replace(quick, connect=60, status=1)
        with pytest.raises(PrinterError) as error:
            print_badge(make_roll(1), at(printer), deadlines=patient)
    assert error.value.sent is SentAmount.EVERYTHING


def test_paper_that_ends_in_the_middle_is_waited_for(
    make_roll: MakeRoll, printer: VirtualPrinter
) -> None:
    mender = Mender(printer, Fault.PAPER_OUT)
    printer.switches.turn_on(Fault.PAPER_OUT, after=2000)

    assert print_badge(make_roll(40), at(printer), observer=mender) is Outcome.PRINTED
    assert printer.badges == 3
    assert not mender.told[0].fit_to_print


def test_a_long_roll_has_more_time_than_a_badge(
    make_roll: MakeRoll, printer: VirtualPrinter, patient: Deadlines
) -> None:
    printer.switches.turn_on(Fault.SLOW_DRAIN, rate=40_000)
    short = replace(patient, progress=2, whole=2)

    assert print_badge(make_roll(16), at(printer), deadlines=short) is Outcome.PRINTED
