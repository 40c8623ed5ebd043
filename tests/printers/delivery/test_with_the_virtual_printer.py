"""A session with the virtual printer, whatever is switched on.

Known to be printed, or known not to be.
"""

from dataclasses import replace
from threading import Thread

import pytest
import zxingcpp

from printers.addresses import Device, parse_address
from printers.badge import BadgeContent
from printers.delivery.connect import look_at
from printers.delivery.deadlines import Deadlines
from printers.delivery.probe import probe
from printers.errors import PrinterError
from printers.print_badge import print_badge
from printers.virtual import Fault, VirtualPrinter
from printers.vocabulary import (
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
    SentAmount,
)

HALF = 12_000


class Mender:
    """Mends the printer as soon as it says what is wrong."""

    def __init__(self, printer: VirtualPrinter, kind: Fault) -> None:
        self.told: list[PrinterCondition] = []
        self._printer, self._kind = printer, kind

    def started(self) -> None:
        pass

    def waits(self, condition: PrinterCondition) -> None:
        self.told.append(condition)
        if not condition.fit_to_print:
            Thread(target=self._printer.switches.turn_off, args=[self._kind]).start()


def at(
    printer: VirtualPrinter, confirm: Confirmation | None = Confirmation.PROCESS_ID
) -> Device:
    return Device(address=parse_address(printer.address), confirm=confirm)


def failure(
    badge: BadgeContent, device: Device, deadlines: Deadlines
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        print_badge(badge, device, deadlines=deadlines)
    return error.value.kind, error.value.sent


@pytest.mark.parametrize("confirm", [Confirmation.PROCESS_ID, Confirmation.BARRIER])
def test_a_badge_is_known_to_be_printed(
    printer: VirtualPrinter, badge: BadgeContent, confirm: Confirmation
) -> None:
    assert print_badge(badge, at(printer, confirm)) is Outcome.PRINTED
    assert printer.badges == 1
    assert printer.faults == []


def test_the_probe_finds_out_what_it_can(
    printer: VirtualPrinter, patient: Deadlines
) -> None:
    assert (
        probe(at(printer, None), replace(patient, status=0.5)).confirm
        is Confirmation.PROCESS_ID
    )
    printer.switches.turn_on(Fault.NO_PROCESS_ID)
    assert (
        probe(at(printer, None), replace(patient, status=0.5)).confirm
        is Confirmation.BARRIER
    )
    printer.switches.turn_on(Fault.MUTE)
    assert probe(at(printer, None), replace(patient, status=0.5)).confirm is None


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        (Fault.PAPER_OUT, PrinterCondition.PAPER_OUT),
        (Fault.COVER_OPEN, PrinterCondition.COVER_OPEN),
        (Fault.CUTTER_ERROR, PrinterCondition.CUTTER_ERROR),
        (Fault.OFFLINE, PrinterCondition.OFFLINE),
        (Fault.NEAR_END, PrinterCondition.PAPER_LOW),
    ],
)
def test_a_look_tells_what_is_wrong(
    printer: VirtualPrinter,
    patient: Deadlines,
    kind: Fault,
    condition: PrinterCondition,
) -> None:
    printer.switches.turn_on(kind)

    assert look_at(at(printer), patient).condition is condition


@pytest.mark.parametrize(
    "kind", [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER_ERROR, Fault.OFFLINE]
)
@pytest.mark.parametrize("confirm", [Confirmation.PROCESS_ID, Confirmation.BARRIER])
def test_what_stops_in_the_middle_and_is_mended_is_printed(
    printer: VirtualPrinter, badge: BadgeContent, kind: Fault, confirm: Confirmation
) -> None:
    mender = Mender(printer, kind)
    printer.switches.turn_on(kind, after=200 if kind is Fault.PAPER_OUT else HALF)

    assert print_badge(badge, at(printer, confirm), observer=mender) is Outcome.PRINTED
    assert not mender.told[0].fit_to_print
    assert mender.told[-1].fit_to_print
    assert printer.badges == 1


@pytest.mark.parametrize("kind", [Fault.RESET, Fault.FIN])
def test_a_stub_is_voided_before_the_next_try(
    printer: VirtualPrinter, badge: BadgeContent, patient: Deadlines, kind: Fault
) -> None:
    printer.switches.turn_on(kind, after=HALF)

    assert failure(badge, at(printer), patient)[1] is SentAmount.PART
    assert print_badge(badge, at(printer), eject=True) is Outcome.PRINTED
    paper = printer.paper()
    assert printer.badges == 2
    assert paper is not None
    assert zxingcpp.read_barcodes(paper.convert("L"))[0].text == badge.code


@pytest.mark.parametrize("confirm", [Confirmation.PROCESS_ID, Confirmation.BARRIER])
def test_rubbish_from_the_first_byte_on_means_nothing_is_sent(
    printer: VirtualPrinter,
    badge: BadgeContent,
    quick: Deadlines,
    confirm: Confirmation,
) -> None:
    printer.switches.turn_on(Fault.GARBAGE_STATUS)

    assert failure(badge, at(printer, confirm), quick)[1] is SentAmount.NOTHING
    assert printer.badges == 0


@pytest.mark.parametrize(
    "kind", [Fault.MUTE, Fault.GARBAGE_STATUS, Fault.POWER_CUT, Fault.STALL]
)
@pytest.mark.parametrize("confirm", [Confirmation.PROCESS_ID, Confirmation.BARRIER])
def test_nothing_that_is_not_confirmed_is_called_printed(
    printer: VirtualPrinter,
    badge: BadgeContent,
    quick: Deadlines,
    kind: Fault,
    confirm: Confirmation,
) -> None:
    printer.switches.turn_on(kind, after=HALF)

    assert (
        failure(badge, at(printer, confirm), replace(quick, connect=60, status=1))[1]
        is not SentAmount.NOTHING
    )


def test_a_slow_printer_is_waited_for(
    printer: VirtualPrinter, badge: BadgeContent, patient: Deadlines
) -> None:
    printer.switches.turn_on(Fault.SLOW_DRAIN, rate=100_000)

    assert print_badge(badge, at(printer), deadlines=patient) is Outcome.PRINTED
