"""Everything that can be switched does what it says, and what it does can be mended."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from printers.virtual import Fault, VirtualPrinter
from printers.virtual.faults import BY_CARD, BY_MECHANISM, HOLDING, FaultBoard
from tests.printers.virtual.caller import (
    ASB,
    CUT,
    DONE,
    JOB,
    PATIENCE,
    PROCESS_ID,
    START,
    ask,
    call,
    calling,
    fragment,
    hear,
    hear_all,
    say,
)

LONG = START + fragment(127) * 9 + CUT + PROCESS_ID
ROWS = 9 * 127


@contextmanager
def sending(printer: VirtualPrinter, words: bytes) -> Iterator[socket.socket]:
    """Somebody sends the words, whether or not they are taken."""

    def send() -> None:
        with suppress(OSError):
            line.sendall(words)

    with calling(printer) as line:
        sender = Thread(target=send)
        sender.start()
        try:
            yield line
        finally:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            sender.join(PATIENCE)


def is_torn(printer: VirtualPrinter, words: bytes) -> bool:
    """Whether somebody who sends the words and listens to the end sees the connection reset."""
    try:
        with sending(printer, words) as line:
            hear_all(line)
            line.sendall(words)
    except (ConnectionResetError, BrokenPipeError):
        return True
    return False


def test_every_switch_is_counted_by_the_card_by_the_mechanism_or_in_rows() -> None:
    assert set(Fault) == BY_CARD | BY_MECHANISM | {Fault.PAPER_OUT}
    assert not BY_CARD & BY_MECHANISM


@pytest.mark.parametrize("switch", sorted(HOLDING))
def test_what_it_holds_is_printed_when_it_is_mended(
    printer: VirtualPrinter, switch: Fault
) -> None:
    printer.switches.turn_on(switch, after=400)
    with sending(printer, LONG) as line:
        assert hear(line, 4) == ASB
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)
        assert printer.badges == 0
        assert hear(line, 4)[0] & 0x08

        printer.switches.turn_off(switch)

        assert hear(line, 4 + len(DONE)) == ASB + DONE
    assert printer.sheets[0].height - 64 == ROWS
    assert printer.heard == LONG


def test_a_host_hears_that_it_is_mended_before_what_is_printed_then(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.COVER_OPEN, after=400)
    with sending(printer, LONG) as line:
        assert hear(line, 4) == ASB
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)
        assert hear(line, 4)[0] & 0x08

        # The printer looks before the thread that mends it has told anybody.
        printer.switches.on -= {Fault.COVER_OPEN}
        printer.engine.notice()

        assert hear(line, 4 + len(DONE)) == ASB + DONE


def test_paper_runs_out_after_so_many_rows(printer: VirtualPrinter) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT, after=200)
    with sending(printer, LONG):
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)
        assert printer.rows == 200


def test_a_status_request_is_answered_while_the_buffer_is_full(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)
    with calling(printer) as first:
        first.sendall(LONG[:4096])
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)
        assert ask(first, b"\x10\x04\x04") == b"\x7e"


def test_a_full_buffer_stops_the_line_and_no_request_behind_it_is_heard(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.COVER_OPEN)
    with sending(printer, LONG + b"\x10\x04\x02") as line:
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)
        line.settimeout(0.05)
        with pytest.raises(TimeoutError):
            line.recv(1)

        line.settimeout(PATIENCE)
        printer.switches.turn_off(Fault.COVER_OPEN)
        assert b"\x12" in hear(line, 4 + len(DONE) + 1)


def test_the_next_host_learns_why_nothing_is_printed(printer: VirtualPrinter) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)
    assert say(printer, JOB[:4096]) == b""

    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x04") == b"\x7e"


@pytest.mark.parametrize("place", [0, 1, 5000, 40_000])
def test_a_reset_tears_the_connection_down_once_and_what_came_before_is_printed(
    printer: VirtualPrinter, place: int
) -> None:
    printer.switches.turn_on(Fault.RESET, after=place)
    assert is_torn(printer, LONG)
    assert printer.wait_until(lambda: len(printer.heard) == place, PATIENCE)
    assert printer.switches.place(Fault.RESET) is None
    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x01") == b"\x12"


def test_a_reset_is_one_for_a_host_that_says_nothing_too(
    printer: VirtualPrinter,
) -> None:
    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x01") == b"\x12"
        printer.switches.turn_on(Fault.RESET)
        with pytest.raises(ConnectionResetError):
            line.recv(1)


@pytest.mark.parametrize("place", [0, 1, 5000, 40_000])
def test_an_orderly_close_is_the_end_of_what_it_says(
    printer: VirtualPrinter, place: int
) -> None:
    printer.switches.turn_on(Fault.FIN, after=place)
    assert not is_torn(printer, LONG)
    assert printer.wait_until(lambda: len(printer.heard) == place, PATIENCE)
    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x01") == b"\x12"


def test_a_power_cut_loses_the_buffer_but_not_the_paper(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.POWER_CUT, after=5 + 8 + 72 * 50 + 10)
    with sending(printer, LONG):
        assert printer.wait_until(lambda: not printer.listens, PATIENCE)
        # What was taken out of the buffer is still being printed when its port closes.
        assert printer.wait_until(lambda: printer.rows == 50, PATIENCE)
        assert printer.events == [(5 + 8 + 72 * 50 + 10, Fault.POWER_CUT)]
        printer.power_on()

    say(printer, JOB)
    assert [paper.height - 64 for paper in printer.sheets] == [50 + 3 * 127 + 100]
    assert printer.heard == LONG[: 5 + 8 + 72 * 50 + 10] + JOB
    assert printer.faults == []


def test_a_power_cut_frees_what_was_held_and_leaves_the_cause(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)
    say(printer, JOB[:2000])
    printer.switches.turn_on(Fault.POWER_CUT)
    printer.power_on()

    assert not printer.waiting
    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x04") == b"\x7e"


def test_a_printer_without_power_says_nothing_and_does_not_hang_up(
    printer: VirtualPrinter,
) -> None:
    with calling(printer) as line:
        assert ask(line, b"\x10\x04\x01") == b"\x12"
        printer.switches.turn_on(Fault.POWER_CUT)
        line.sendall(b"\x10\x04\x01")
        line.settimeout(0.05)
        with pytest.raises(TimeoutError):
            line.recv(1)

        assert printer.wait_until(lambda: not printer.listens, PATIENCE)
        with pytest.raises(ConnectionRefusedError):
            call(printer)
        printer.power_on()
        line.settimeout(PATIENCE)
        with pytest.raises(ConnectionResetError):
            line.recv(1)


def test_a_stalled_printer_reads_nothing_more_until_it_goes_on(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.STALL, after=9000)
    with sending(printer, LONG) as line:
        assert printer.wait_until(lambda: len(printer.heard) == 9000, PATIENCE)
        assert hear(line, 4) == ASB
        line.settimeout(0.05)
        with pytest.raises(TimeoutError):
            line.recv(1)

        line.settimeout(PATIENCE)
        printer.switches.turn_off(Fault.STALL)
        assert hear(line, len(DONE)) == DONE


def test_a_slow_printer_takes_its_time_until_it_is_mended(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.SLOW_DRAIN, rate=0.01)
    with sending(printer, JOB + PROCESS_ID) as line:
        assert printer.wait_until(lambda: printer.heard != b"", PATIENCE)
        assert not printer.wait_until(lambda: len(printer.heard) > 1, 0.05)

        printer.switches.turn_off(Fault.SLOW_DRAIN)

        assert hear(line, 4 + len(DONE)) == ASB + DONE


def test_a_mute_printer_prints(printer: VirtualPrinter) -> None:
    printer.switches.turn_on(Fault.MUTE)

    assert say(printer, b"\x10\x04\x01" + JOB + PROCESS_ID + b"\x1dr\x01\x1dIB") == b""
    assert printer.badges == 1


def test_garbage_is_not_what_was_asked_for_and_the_badge_comes_out(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.GARBAGE_STATUS)

    answers = say(printer, b"\x10\x04\x01" + JOB + PROCESS_ID)
    assert answers
    assert DONE not in answers
    assert printer.badges == 1


def test_a_clone_skips_the_process_id_and_answers_the_barrier(
    printer: VirtualPrinter,
) -> None:
    printer.switches.turn_on(Fault.NO_PROCESS_ID)

    assert say(printer, PROCESS_ID + b"\x1dr\x01") == b"\x00"
    assert printer.faults == []


def test_it_becomes_mute_in_the_middle_of_a_job(printer: VirtualPrinter) -> None:
    printer.switches.turn_on(Fault.MUTE, after=100)

    assert DONE not in say(printer, JOB + PROCESS_ID)
    assert printer.badges == 1


def test_a_switch_that_was_to_come_can_be_called_off() -> None:
    switches = FaultBoard()
    switches.turn_on(Fault.STALL, after=3)
    switches.turn_on(Fault.NEAR_END)

    switches.turn_off(Fault.STALL)
    assert switches.place(Fault.STALL) is None
    switches.all_off()
    assert not switches.is_on(Fault.NEAR_END)


def test_whoever_watches_is_told_until_they_look_away() -> None:
    switches, seen = FaultBoard(), []

    def look() -> None:
        seen.append(switches.on)

    switches.watch(look)
    switches.turn_on(Fault.NEAR_END)
    switches.unwatch(look)
    switches.all_off()

    assert seen == [frozenset({Fault.NEAR_END})]
