"""A printer that is back prints at once; one that is dead or slow delays no other."""

import sys
from pathlib import Path

import pytest

from lencana.embedded_queue import IN_HOUSE
from printers.virtual import Fault
from printers.vocabulary import PrinterCondition
from tests.faults.conftest import OpenHouse
from tests.faults.fleet import Fleet, fleet
from tests.faults.lobby import House
from visits.vocabulary.printing import PrintState

PRINTERS = 10
OTHERS = range(1, PRINTERS)
EACH, MANY = 2, 56
BACK = 5.0


@pytest.fixture(scope="module")
def full_house(open_house: OpenHouse) -> House:
    return open_house(PRINTERS * EACH)


@pytest.mark.parametrize(
    "away", [Fault.POWER_CUT, Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE]
)
def test_a_printer_that_is_back_prints_the_next_badge_before_its_pause_is_over(
    two_guests: House, tmp_path: Path, away: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    with fleet(two_guests, tmp_path / "house", 1) as house:
        (printer,) = house.printers
        printer.switches.turn_on(away)
        with house.at_work():
            house.until(
                lambda: house.condition(0) not in {None, PrinterCondition.READY}
            )
            house.postpone(minutes=20)
            printer.switches.turn_off(away)
            seconds = house.until(lambda: house.all_printed([0]))

    with capsys.disabled():
        sys.stdout.write(
            f"\nback from {away}: two badges after {seconds:.2f} s, in the tests' haste\n"
        )
    assert (printer.badges, printer.faults) == (2, [])


def test_the_paces_of_a_house_leave_time_for_a_badge_within_five_seconds() -> None:
    """The printer may come back just after a look has called it in vain."""
    look = IN_HOUSE.inspection.look

    assert look.connect + IN_HOUSE.unfit + look.status + IN_HOUSE.patience < BACK


@pytest.mark.parametrize(
    "trouble",
    [
        Fault.STALL,
        pytest.param(Fault.POWER_CUT, marks=pytest.mark.whole),
        pytest.param(Fault.PAPER_OUT, marks=pytest.mark.whole),
        pytest.param(Fault.SLOW_DRAIN, marks=pytest.mark.whole),
    ],
)
def test_nine_printers_keep_their_pace_beside_one_in_trouble(
    full_house: House,
    tmp_path: Path,
    trouble: Fault,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with fleet(full_house, tmp_path / "sound", PRINTERS) as house, house.at_work():
        before = house.until(lambda: house.all_printed(OTHERS))

    with fleet(full_house, tmp_path / "troubled", PRINTERS) as house:
        house.printers[0].switches.turn_on(trouble, rate=2000)
        with house.at_work():
            beside = house.until(lambda: house.all_printed(OTHERS))
            unfinished = house.states(0)
            house.printers[0].switches.all_off()
            house.until(lambda: nothing_moves(house))

    with capsys.disabled():
        sys.stdout.write(
            f"\nnine printers beside one with {trouble}: {beside / before:.2f} of their time\n"
        )
    assert PrintState.PRINTED not in unfinished
    assert [printer.badges for printer in house.printers[1:]] == [EACH] * 9


def test_many_badges_that_wait_for_a_dead_printer_hold_up_none_at_another(
    open_house: OpenHouse, tmp_path: Path
) -> None:
    with fleet(open_house(MANY), tmp_path / "house", 2) as house:
        house.ask(0, range(MANY - 1))
        house.printers[0].switches.turn_on(Fault.POWER_CUT)
        with house.at_work():
            house.until(lambda: house.all_printed([1]))

        assert house.printers[1].badges == 1


def nothing_moves(house: Fleet) -> bool:
    return all(
        state in {PrintState.PRINTED, PrintState.NEEDS_HUMAN}
        for state in house.states(0)
    )
