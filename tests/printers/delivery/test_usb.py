"""A USB printer takes what it can, may be unplugged, and is told from its like by its number."""

from collections.abc import Callable

import pytest
from usb.backend import libusb0, libusb1, openusb

from printers.addresses import Address, Device, Usb
from printers.delivery.connect import connect
from printers.delivery.deadlines import Deadlines
from printers.errors import PrinterError
from printers.vocabulary import Confirmation, Outcome, PrintProblemKind, SentAmount
from tests.printers.delivery.script import Script
from tests.printers.delivery.software_usb import PRODUCT, SERIAL, VENDOR, SoftwareUsb

PlugIn = Callable[[SoftwareUsb], Address]
CUT = b"\x1dVB\0"


def deliver(device: Device, deadlines: Deadlines) -> Outcome:
    with connect(device, deadlines) as session:
        session.check_ready()
        session.send([b"\xaa" * 10_000], CUT)
        return session.confirm()


def failure(
    device: Device, deadlines: Deadlines
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        deliver(device, deadlines)
    return error.value.kind, error.value.sent


def test_a_printer_without_a_way_back_is_sent_the_badge(
    usb_bus: PlugIn, quick: Deadlines
) -> None:
    bus = SoftwareUsb(Script(), answers=False)

    assert deliver(Device(address=usb_bus(bus)), quick) is Outcome.SENT_UNCONFIRMED
    assert bus.script.badge() == b"\xaa" * 10_000 + CUT


def test_a_printer_that_takes_nothing_has_stalled(
    usb_bus: PlugIn, quick: Deadlines
) -> None:
    bus = SoftwareUsb(Script())
    bus.full_after = 3000

    assert failure(Device(address=usb_bus(bus)), quick) == (
        PrintProblemKind.STALLED,
        SentAmount.PART,
    )


def test_a_printer_that_is_unplugged_holds_a_part(
    usb_bus: PlugIn, patient: Deadlines
) -> None:
    bus = SoftwareUsb(Script())
    bus.unplugged_after = 3000

    assert failure(Device(address=usb_bus(bus)), patient) == (
        PrintProblemKind.RESET,
        SentAmount.PART,
    )


def test_a_transfer_of_the_cut_that_fails_may_have_arrived(
    usb_bus: PlugIn, patient: Deadlines
) -> None:
    bus = SoftwareUsb(Script())
    bus.unplugged_after = 10_000 + 4 * 3

    assert failure(Device(address=usb_bus(bus)), patient) == (
        PrintProblemKind.RESET,
        SentAmount.EVERYTHING,
    )


def test_two_alike_are_told_apart_by_number(
    usb_bus: PlugIn, patient: Deadlines
) -> None:
    usb_bus(SoftwareUsb(Script()))
    mine = Device(address=Usb(VENDOR, PRODUCT, SERIAL), confirm=Confirmation.PROCESS_ID)
    other = Device(address=Usb(VENDOR, PRODUCT, "J7KF002"))

    assert deliver(mine, patient) is Outcome.PRINTED
    assert failure(other, patient) == (PrintProblemKind.UNREACHABLE, SentAmount.NOTHING)


def test_a_printer_that_is_not_plugged_in_is_unreachable(
    usb_bus: PlugIn, quick: Deadlines
) -> None:
    usb_bus(SoftwareUsb(Script()))

    assert failure(Device(address=Usb(0x1234, PRODUCT)), quick) == (
        PrintProblemKind.UNREACHABLE,
        SentAmount.NOTHING,
    )


def test_a_machine_without_usb_says_so(
    monkeypatch: pytest.MonkeyPatch, quick: Deadlines
) -> None:
    for backend in (libusb0, libusb1, openusb):
        monkeypatch.setattr(backend, "get_backend", lambda: None)

    assert failure(Device(address=Usb(VENDOR, PRODUCT)), quick) == (
        PrintProblemKind.UNREACHABLE,
        SentAmount.NOTHING,
    )


def test_a_session_leaves_no_printer_open(usb_bus: PlugIn, patient: Deadlines) -> None:
    bus = SoftwareUsb(Script())

    deliver(Device(address=usb_bus(bus), confirm=Confirmation.BARRIER), patient)

    assert bus.open_handles == 0
    assert bus.resets == 0
