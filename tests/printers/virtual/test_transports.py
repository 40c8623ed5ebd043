"""Hosts at the network card, and a cable.

Who is served when, and that the printer can always be stopped.
"""

import os
import pty
import socket
import struct
import tty
from collections.abc import Iterator
from contextlib import closing, suppress
from io import FileIO

import pytest

from printers.virtual import Build, Fault, VirtualPrinter
from tests.printers.virtual.cable import SerialCable
from tests.printers.virtual.caller import (
    ASB,
    DONE,
    JOB,
    PATIENCE,
    PROCESS_ID,
    ask,
    call,
    calling,
    fragment,
    say,
)

ABORT = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_printer_that_is_offline_refuses_and_returns_at_the_same_address(
    printer: VirtualPrinter,
) -> None:
    address = printer.address
    printer.offline()
    with pytest.raises(ConnectionRefusedError):
        call(printer)

    printer.online()

    assert printer.address == address
    say(printer, JOB)
    assert printer.badges == 1


def test_going_offline_hangs_up_on_the_host_being_served(
    printer: VirtualPrinter,
) -> None:
    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x01") == b"\x12"

        printer.offline()

        assert line.recv(1) == b""


def test_hosts_are_served_one_after_another(printer: VirtualPrinter) -> None:
    with closing(call(printer)) as first, closing(call(printer)) as second:
        assert ask(first, b"\x10\x04\x01") == b"\x12"
        second.sendall(b"\x10\x04\x01")
        second.settimeout(0.05)
        with pytest.raises(TimeoutError):
            second.recv(1)

        first.close()

        second.settimeout(PATIENCE)
        assert second.recv(1) == b"\x12"


def test_a_card_that_serves_several_at_once_mixes_their_words() -> None:
    build = Build(hosts=2)
    with (
        VirtualPrinter(build=build, record=True) as printer,
        calling(printer) as one,
        calling(printer) as two,
    ):
        one.sendall(fragment(2)[:45])
        assert printer.wait_until(lambda: len(printer.heard) == 45, PATIENCE)
        assert ask(two, b"\x10\x04\x01") == b"\x12"
        two.sendall(JOB)

        assert printer.wait_until(
            lambda: len(printer.heard) == 45 + 3 + len(JOB), PATIENCE
        )
        assert printer.faults == [
            "a real-time command among the dots",
            "bytes outside any command",
        ]


def test_a_host_that_dies_at_a_full_buffer_makes_room_for_the_next(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)
    with calling(printer) as line:
        line.settimeout(0)
        while True:
            try:
                line.send(fragment(127))
            except BlockingIOError:
                break
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)
        line.setsockopt(*ABORT)

    with calling(printer) as next_line:
        assert ask(next_line, b"\x10\x04\x04") == b"\x7e"


def test_it_notices_who_left_inside_a_command_though_others_have_spoken_since(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)
    say(printer, fragment(9)[:100])
    say(printer, bytes(700))

    printer.switches.turn_off(Fault.PAPER_OUT)

    assert printer.wait_until(lambda: len(printer.heard) == 800, PATIENCE)
    assert printer.wait_until(
        lambda: printer.faults == ["the sender left inside a command"], PATIENCE
    )


@pytest.mark.parametrize("switch", list(Fault))
def test_it_can_be_stopped_in_whatever_state_it_is(
    printer: VirtualPrinter, switch: Fault
) -> None:
    with calling(printer) as line:
        printer.switches.turn_on(switch, after=300, rate=1)
        with suppress(OSError):
            line.sendall(JOB[:3000])
        assert printer.wait_until(lambda: printer.heard != b"", PATIENCE)

        printer.stop()

    assert not printer.listens


def test_it_can_be_started_again(printer: VirtualPrinter) -> None:
    printer.stop()
    printer.start()

    say(printer, JOB)
    assert printer.badges == 1


@pytest.fixture
def cable(printer: VirtualPrinter) -> Iterator[FileIO]:
    """The host's end of a pseudo-terminal that is plugged into the printer."""
    own, host = pty.openpty()
    tty.setraw(host)
    with SerialCable(printer.engine, own), FileIO(host, "r+") as end:
        yield end
    os.close(own)


def test_it_prints_from_a_cable(printer: VirtualPrinter, cable: FileIO) -> None:
    cable.write(b"\x10\x04\x01")
    assert cable.read(1) == b"\x12"
    for start in range(0, len(JOB), 512):
        cable.write(JOB[start : start + 512])
    cable.write(PROCESS_ID)

    assert cable.read(len(ASB)) == ASB
    assert cable.read(len(DONE)) == DONE
    assert printer.badges == 1


def test_a_cable_is_of_use_again_after_a_power_cut(
    printer: VirtualPrinter, cable: FileIO
) -> None:
    cable.write(fragment(2)[:20])
    assert printer.wait_until(lambda: len(printer.heard) == 20, PATIENCE)
    printer.switches.turn_on(Fault.POWER_CUT)
    printer.power_on()

    cable.write(b"\x1dr\x01")

    assert cable.read(1) == b"\x00"
