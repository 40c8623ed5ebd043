"""A job over a real connection: handed over whole, or known not to be."""

import socket
import struct
from collections.abc import Callable
from threading import Event

import pytest

from printers.addresses import Device, Network
from printers.delivery.connect import connect
from printers.delivery.deadlines import Deadlines
from printers.errors import PrinterError
from printers.vocabulary import Outcome, PrintProblemKind, SentAmount

Behaviour = Callable[[socket.socket, Event], None]
RudePrinter = Callable[[Behaviour], Network]
QUICK = Deadlines(connect=0.3, status=0.1, progress=0.3, confirm=0.3, goodbye=0.1)
PATIENT = Deadlines(connect=5, progress=5)
JOB = b"\x00" * 8_000_000
SHORT_JOB = b"\x00" * 1000


def deliver(job: bytes, address: Network, deadlines: Deadlines) -> Outcome:
    with connect(Device(address=address), deadlines) as session:
        session.send([job[:-1]], job[-1:])
        return session.confirm()


def listen(host: socket.socket) -> bytes:
    heard = bytearray()
    while piece := host.recv(65536):
        heard += piece
    return bytes(heard)


def reset(host: socket.socket) -> None:
    host.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    host.close()


def failure(
    job: bytes, address: Network, deadlines: Deadlines = PATIENT
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        deliver(job, address, deadlines)
    return error.value.kind, error.value.sent


def test_a_printer_that_takes_all_and_hangs_up_has_got_the_job(
    rude_printer: RudePrinter,
) -> None:
    heard: list[bytes] = []

    outcome = deliver(
        JOB, rude_printer(lambda host, _: heard.append(listen(host))), PATIENT
    )

    assert outcome is Outcome.SENT_UNCONFIRMED
    assert heard == [JOB]


def test_a_printer_that_talks_all_the_time_still_gets_the_whole_job(
    rude_printer: RudePrinter,
) -> None:
    heard: list[bytes] = []

    def talk(host: socket.socket, _: Event) -> None:
        host.sendall(b"\x14\x00\x00\x0f" * 100_000)
        heard.append(listen(host))
        host.sendall(b"\x14\x00\x00\x0f" * 100_000)

    assert deliver(JOB, rude_printer(talk), PATIENT) is Outcome.SENT_UNCONFIRMED
    assert heard == [JOB]


def test_a_printer_that_is_off_is_known_to_hold_nothing() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))

        assert failure(JOB, Network(*nobody.getsockname())) == (
            PrintProblemKind.REFUSED,
            SentAmount.NOTHING,
        )


def test_a_printer_that_does_not_answer_a_call_is_unreachable() -> None:
    with socket.socket() as busy, socket.socket() as first, socket.socket() as second:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)  # noqa: FBT003  # the name of the method says what it is
            waiting.connect_ex(busy.getsockname())

        assert failure(JOB, Network(*busy.getsockname()), QUICK) == (
            PrintProblemKind.UNREACHABLE,
            SentAmount.NOTHING,
        )


def test_a_printer_without_a_name_in_the_network_is_unreachable() -> None:
    assert failure(JOB, Network("printer.invalid")) == (
        PrintProblemKind.UNREACHABLE,
        SentAmount.NOTHING,
    )


def test_a_reset_in_the_middle_is_an_error(rude_printer: RudePrinter) -> None:
    def break_down(host: socket.socket, _: Event) -> None:
        host.recv(1000)
        reset(host)

    assert failure(JOB, rude_printer(break_down)) == (
        PrintProblemKind.RESET,
        SentAmount.PART,
    )


def test_a_printer_that_hangs_up_in_the_middle_is_an_error(
    rude_printer: RudePrinter,
) -> None:
    def hang_up(host: socket.socket, over: Event) -> None:
        host.recv(1000)
        host.shutdown(socket.SHUT_WR)
        over.wait(300)

    assert failure(JOB, rude_printer(hang_up)) == (
        PrintProblemKind.CLOSED,
        SentAmount.PART,
    )


def test_a_printer_that_stalls_in_the_middle_is_an_error(
    rude_printer: RudePrinter,
) -> None:
    def stall(_: socket.socket, over: Event) -> None:
        over.wait(300)

    assert failure(JOB, rude_printer(stall), QUICK) == (
        PrintProblemKind.STALLED,
        SentAmount.PART,
    )


def test_a_printer_that_only_talks_has_stalled(rude_printer: RudePrinter) -> None:
    def chatter(host: socket.socket, over: Event) -> None:
        while not over.wait(0.01):
            host.sendall(b"\x14\x00\x00\x0f")

    assert failure(JOB, rude_printer(chatter), QUICK) == (
        PrintProblemKind.STALLED,
        SentAmount.PART,
    )


def test_after_a_stall_nothing_more_of_the_job_arrives(
    rude_printer: RudePrinter,
) -> None:
    called_back, may_read = Event(), Event()

    def wake_up_late(host: socket.socket, _: Event) -> None:
        may_read.wait(300)
        try:
            listen(host)
        except ConnectionResetError:
            called_back.set()

    failure(JOB, rude_printer(wake_up_late), QUICK)
    may_read.set()

    assert called_back.wait(300)


def test_a_printer_that_took_all_and_never_hangs_up_has_got_it_for_all_we_know(
    rude_printer: RudePrinter,
) -> None:
    def keep_the_line(host: socket.socket, over: Event) -> None:
        listen(host)
        over.wait(300)

    assert (
        deliver(SHORT_JOB, rude_printer(keep_the_line), QUICK)
        is Outcome.SENT_UNCONFIRMED
    )


def test_a_reset_after_the_last_byte_leaves_us_in_doubt(
    rude_printer: RudePrinter,
) -> None:
    def break_down(host: socket.socket, _: Event) -> None:
        listen(host)
        reset(host)

    assert failure(SHORT_JOB, rude_printer(break_down)) == (
        PrintProblemKind.RESET,
        SentAmount.EVERYTHING,
    )
