"""A printer that holds a badge and asks for a person: the line is kept, but not for ever."""

import socket
from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest

from printers.addresses import Device, Network
from printers.delivery.connect import connect, look_at
from printers.delivery.deadlines import Deadlines, Waits, nobody
from printers.errors import PrinterError
from printers.vocabulary import (
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
    SentAmount,
)
from tests.printers.delivery.script import Script

RudePrinter = Callable[[Callable[[socket.socket, Event], None]], Network]
FINE = b"\x14\x00\x00\x0f"
NO_PAPER = b"\x1c\x00\x0c\x0f"
COVER_OPEN = b"\x3c\x00\x00\x0f"
CUT = b"\x1dVB\0"
LONG = b"\xaa" * 200_000


def deliver(
    address: Network,
    deadlines: Deadlines,
    waits: Waits = nobody,
    badge: bytes = b"\xaa",
) -> Outcome:
    device = Device(address=address, confirm=Confirmation.PROCESS_ID)
    with connect(device, deadlines) as session:
        session.send([badge], CUT, waits)
        return session.confirm(waits)


def failure(
    address: Network, deadlines: Deadlines, badge: bytes = b"\xaa"
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        deliver(address, deadlines, badge=badge)
    return error.value.kind, error.value.sent


def hear(host: socket.socket, script: Script) -> bytes:
    """Take in a badge to its end; return the answer that it is complete."""
    while True:
        if answer := script.hear(host.recv(65536)):
            return answer


def test_paper_that_ends_in_a_badge_is_waited_for(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    told: list[PrinterCondition] = []
    refill = Event()

    def run_out(host: socket.socket, _: Event) -> None:
        answer = hear(host, Script())
        host.sendall(NO_PAPER)
        refill.wait(300)
        host.sendall(FINE + answer)

    def waits(condition: PrinterCondition) -> None:
        told.append(condition)
        refill.set()

    assert deliver(rude_printer(run_out), patient, waits) is Outcome.PRINTED
    assert told == [PrinterCondition.PAPER_OUT, PrinterCondition.READY]


def test_a_full_buffer_is_waited_for_while_the_printer_says_why(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    told: list[PrinterCondition] = []
    closed = Event()

    def stop_in_the_middle(host: socket.socket, _: Event) -> None:
        script = Script()
        script.hear(host.recv(1000))
        host.sendall(COVER_OPEN)
        closed.wait(300)
        host.sendall(FINE)
        host.sendall(hear(host, script))

    def waits(condition: PrinterCondition) -> None:
        told.append(condition)
        closed.set()

    assert (
        deliver(rude_printer(stop_in_the_middle), patient, waits, LONG)
        is Outcome.PRINTED
    )
    assert told == [PrinterCondition.COVER_OPEN, PrinterCondition.READY]


def test_nobody_is_waited_for_for_ever(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def stay_open(host: socket.socket, over: Event) -> None:
        hear(host, Script())
        host.sendall(COVER_OPEN)
        over.wait(300)

    assert failure(rude_printer(stay_open), replace(patient, attention=0.5)) == (
        PrintProblemKind.COVER_OPEN,
        SentAmount.EVERYTHING,
    )


def test_a_cover_that_opens_and_closes_holds_the_line_no_longer(
    rude_printer: RudePrinter, quick: Deadlines
) -> None:
    def play(host: socket.socket, over: Event) -> None:
        hear(host, Script())
        while not over.wait(0.02):
            host.sendall(COVER_OPEN)
            host.sendall(FINE)

    reason, handed = failure(
        rude_printer(play), replace(quick, attention=0.2, whole=0.2)
    )

    assert reason in {PrintProblemKind.COVER_OPEN, PrintProblemKind.UNCONFIRMED}
    assert handed is SentAmount.EVERYTHING


def test_a_trickle_does_not_hold_the_line(
    rude_printer: RudePrinter, quick: Deadlines
) -> None:
    def sip(host: socket.socket, over: Event) -> None:
        while not over.wait(0.01):
            host.recv(2000)

    assert failure(rude_printer(sip), replace(quick, whole=0.3), LONG) == (
        PrintProblemKind.STALLED,
        SentAmount.PART,
    )


def test_chatter_is_no_confirmation(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def chat(host: socket.socket, over: Event) -> None:
        hear(host, Script())
        while not over.wait(0.01):
            host.sendall(FINE)

    assert failure(rude_printer(chat), replace(patient, confirm=0.2)) == (
        PrintProblemKind.UNCONFIRMED,
        SentAmount.EVERYTHING,
    )


def test_the_answer_to_another_badge_is_not_ours(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def answer_late(host: socket.socket, over: Event) -> None:
        hear(host, Script())
        host.sendall(b"\x37\x22AAAA\0\x37\x22\0\x37\0")
        over.wait(300)

    assert failure(rude_printer(answer_late), replace(patient, confirm=0.2)) == (
        PrintProblemKind.UNCONFIRMED,
        SentAmount.EVERYTHING,
    )


def test_a_printer_that_hangs_up_before_it_confirms_leaves_us_in_doubt(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def hang_up(host: socket.socket, _: Event) -> None:
        hear(host, Script())

    assert failure(rude_printer(hang_up), patient) == (
        PrintProblemKind.CLOSED,
        SentAmount.EVERYTHING,
    )


def test_a_printer_that_confirms_and_hangs_up_at_once_has_printed(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def hurry(host: socket.socket, _: Event) -> None:
        host.sendall(hear(host, Script()))

    assert deliver(rude_printer(hurry), patient) is Outcome.PRINTED


def test_an_automatic_status_is_enough_to_send_nothing(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def say_so(host: socket.socket, over: Event) -> None:
        host.sendall(COVER_OPEN)
        over.wait(300)

    address = rude_printer(say_so)
    with (
        connect(Device(address=address), replace(patient, status=1)) as session,
        pytest.raises(PrinterError) as error,
    ):
        session.check_ready()

    assert (error.value.kind, error.value.sent) == (
        PrintProblemKind.COVER_OPEN,
        SentAmount.NOTHING,
    )


def test_a_single_answer_does_not_outweigh_an_automatic_status(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    def say_online(host: socket.socket, over: Event) -> None:
        host.sendall(COVER_OPEN + hear(host, Script())[:1])
        over.wait(300)

    assert (
        look_at(
            Device(address=rude_printer(say_online)), replace(patient, status=1)
        ).condition
        is PrinterCondition.COVER_OPEN
    )


def test_a_cover_opened_before_the_first_byte_keeps_it_here(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    checked, opened, script = Event(), Event(), Script()

    def open_up(host: socket.socket, _: Event) -> None:
        host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while b"\x10\x04\x04" not in script.heard:
            host.sendall(script.hear(host.recv(4096)))
        checked.wait(300)
        host.sendall(COVER_OPEN)
        opened.set()
        while piece := host.recv(4096):
            script.hear(piece)

    with connect(Device(address=rude_printer(open_up)), patient) as session:
        session.check_ready()
        checked.set()
        opened.wait(300)
        with pytest.raises(PrinterError) as error:
            session.send([b"\xaa" * 1000], CUT)

    assert (error.value.kind, error.value.sent) == (
        PrintProblemKind.COVER_OPEN,
        SentAmount.NOTHING,
    )
    assert script.badge() == b""


def test_a_printer_without_automatic_status_is_asked_while_it_is_silent(
    rude_printer: RudePrinter, patient: Deadlines
) -> None:
    told: list[PrinterCondition] = []
    script = Script(process_id=lambda _: b"")

    def run_out(host: socket.socket, _: Event) -> None:
        while piece := host.recv(65536):
            host.sendall(script.hear(piece))
            if CUT in script.heard:
                script.states[4] = b"\x7e"

    device = Device(address=rude_printer(run_out), confirm=Confirmation.PROCESS_ID)
    with connect(
        device, replace(patient, status=0.5, confirm=10, attention=0.5)
    ) as session:
        session.check_ready()
        session.send([b"\xaa"], CUT)
        with pytest.raises(PrinterError) as error:
            session.confirm(told.append)

    assert told == [PrinterCondition.PAPER_OUT]
    assert error.value.kind is PrintProblemKind.PAPER_OUT
