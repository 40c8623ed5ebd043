"""A badge goes all the way: drawn, encoded, delivered, and read back from the paper."""

import logging
import traceback
from collections.abc import Callable

import pytest
import zxingcpp

from printers.addresses import Device, parse_address
from printers.badge import BadgeContent
from printers.errors import PrinterError
from printers.print_badge import print_badge
from printers.virtual import VirtualPrinter
from printers.vocabulary import Outcome

HOSTILE = [
    "\x1b@\x1dV\x00Gita",
    "\x10\x04\x01\x10\x14\x08",
    "\u202eatiG",
    "Gita\x00",
    "👩‍👩‍👧" * 40,
    "a" * 300,
]


def at(printer: VirtualPrinter, width: int = 576) -> Device:
    return Device(address=parse_address(printer.address), width=width)


@pytest.mark.parametrize("width", [384, 512, 576])
def test_a_badge_comes_out_of_the_printer_and_its_code_can_be_scanned(
    badge: BadgeContent, width: int
) -> None:
    with VirtualPrinter(width=width) as printer:
        outcome = print_badge(badge, at(printer, width))
        paper = printer.paper()

    assert outcome is Outcome.SENT_UNCONFIRMED
    assert printer.faults == []
    assert paper is not None
    assert zxingcpp.read_barcodes(paper.convert("L"))[0].text == badge.code


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_moves_nothing_but_ink(
    make_badge: Callable[..., BadgeContent], printer: VirtualPrinter, name: str
) -> None:
    print_badge(make_badge(name=name, host=name, word=name), at(printer))

    assert printer.faults == []
    assert printer.badges == 1


def test_a_failure_tells_nobody_who_the_guest_is(
    make_badge: Callable[..., BadgeContent],
    printer: VirtualPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    name = "Xanthippe"
    printer.offline()

    with pytest.raises(PrinterError) as error:
        print_badge(make_badge(name=name), at(printer))

    assert name not in "".join(traceback.format_exception(error.value)) + caplog.text
