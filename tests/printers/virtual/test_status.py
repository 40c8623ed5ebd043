"""What the virtual printer says of its state: the tables of the ESC/POS reference."""

import pytest

from printers.virtual import Fault, VirtualPrinter
from tests.printers.virtual.caller import ASB, PATIENCE, ask, calling, hear, say

WELL = (b"\x12\x12\x12\x12", ASB)
STATES = {
    Fault.OFFLINE: (b"\x1a\x12\x12\x12", b"\x18\x00\x00\x0f"),
    Fault.COVER_OPEN: (b"\x1a\x16\x12\x12", b"\x38\x00\x00\x0f"),
    Fault.PAPER_OUT: (b"\x1a\x32\x12\x7e", b"\x18\x00\x0f\x0f"),
    Fault.NEAR_END: (b"\x12\x12\x12\x1e", b"\x10\x00\x03\x0f"),
    Fault.CUTTER_ERROR: (b"\x1a\x52\x1a\x12", b"\x18\x08\x00\x0f"),
}
ALL_REQUESTS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"


@pytest.mark.parametrize("switch", STATES)
def test_it_says_at_once_what_is_the_matter_and_when_it_is_mended(
    printer: VirtualPrinter, switch: Fault
) -> None:
    with calling(printer) as line:
        printer.switches.turn_on(switch)
        assert ask(line, ALL_REQUESTS, 4) == STATES[switch][0]

        printer.switches.turn_off(switch)
        assert ask(line, ALL_REQUESTS, 4) == WELL[0]


@pytest.mark.parametrize("switch", STATES)
def test_it_tells_unasked_of_every_change_once_it_was_asked_to(
    printer: VirtualPrinter, switch: Fault
) -> None:
    with calling(printer) as line:
        assert ask(line, b"\x1da\x0e", 4) == WELL[1]
        printer.switches.turn_on(switch)
        assert hear(line, 4) == STATES[switch][1]
        printer.switches.turn_off(switch)
        assert hear(line, 4) == WELL[1]


def test_asked_about_paper_only_it_tells_of_nothing_else(
    printer: VirtualPrinter,
) -> None:
    with calling(printer) as line:
        ask(line, b"\x1da\x08", 4)
        printer.switches.turn_on(Fault.CUTTER_ERROR)
        printer.switches.turn_on(Fault.NEAR_END)

        assert hear(line, 4) == b"\x18\x08\x03\x0f"


def test_asked_for_nothing_or_initialized_it_tells_nothing_unasked(
    printer: VirtualPrinter,
) -> None:
    for silenced in (b"\x1da\x0e\x1da\x00", b"\x1da\x0e\x1b@"):
        with calling(printer) as line:
            assert ask(line, silenced + b"\x1dr\x01", 5) == ASB + b"\x00"
            printer.switches.turn_on(Fault.NEAR_END)
            assert ask(line, b"\x10\x04\x01") == b"\x12"
            printer.switches.all_off()


def test_the_barrier_tells_that_the_roll_is_nearly_empty(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.NEAR_END)

    assert say(printer, b"\x1dr\x01") == b"\x03"


def test_a_request_is_heard_though_its_bytes_come_one_by_one(
    printer: VirtualPrinter,
) -> None:
    with calling(printer) as line:
        line.sendall(b"\x10")
        assert printer.wait_until(lambda: printer.heard == b"\x10", PATIENCE)
        line.sendall(b"\x04")
        assert printer.wait_until(lambda: printer.heard == b"\x10\x04", PATIENCE)

        assert ask(line, b"\x01") == b"\x12"
        assert printer.faults == []
