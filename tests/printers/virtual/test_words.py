"""What the virtual printer understands, and what it shows as a fault."""

import pytest

from printers.virtual import Build, VirtualPrinter
from tests.printers.virtual.caller import (
    CUT,
    DONE,
    JOB,
    PROCESS_ID,
    START,
    ask,
    calling,
    fragment,
    say,
)


def test_a_job_of_ours_is_understood_without_fault(printer: VirtualPrinter) -> None:
    answers = say(
        printer, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04" + JOB + PROCESS_ID
    )

    assert answers.endswith(DONE)
    assert sorted(answers) == sorted(b"\x12\x12\x12\x12\x10\x00\x00\x0f" + DONE)
    assert printer.faults == []
    assert printer.badges == 1


def test_the_process_id_comes_back_when_all_before_it_is_printed(
    printer: VirtualPrinter,
) -> None:
    with calling(printer) as line:
        assert ask(line, fragment(5) + CUT + PROCESS_ID, len(DONE)) == DONE
        assert printer.badges == 1


def test_it_tells_its_maker_and_its_model() -> None:
    with VirtualPrinter(build=Build(maker="EPSON", model="TM-T88V")) as printer:
        assert say(printer, b"\x1dIB\x1dIC") == b"_EPSON\x00_TM-T88V\x00"


def test_the_barrier_answers_that_there_is_paper(printer: VirtualPrinter) -> None:
    assert say(printer, b"\x1dr\x01") == b"\x00"


def test_bytes_of_nothing_between_commands_are_nothing(printer: VirtualPrinter) -> None:
    say(printer, bytes(9216) + START + bytes(3) + fragment(1) + bytes(5) + CUT)

    assert (printer.faults, printer.badges) == ([], 1)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (b"Gita\n", "bytes outside any command"),
        (b"\x1bE\x01", "unknown command 1b 45"),
        (b"\x1d", "the sender left inside a command"),
        (b"\x1dV", "the sender left inside a command"),
        (JOB[:-100], "the sender left inside a command"),
        (b"\x1dVA\x10", "unknown cut 1d 56 41"),
        (b"\x1dV\x00", "unknown cut 1d 56 00"),
        (b"\x1dV\x07", "unknown command 1d 56 07"),
        (b"\x1dv1", "unknown command 1d 76"),
        (b"\x1dv0\x01\x48\x00\x01\x00" + bytes(72), "raster in an unknown mode"),
        (b"\x1dv0\x00\x48\x00\x00\x00", "raster of 72 bytes by 0 rows"),
        (b"\x1dv0\x00\x00\x00\x09\x00", "raster of 0 bytes by 9 rows"),
        (fragment(256), "raster of 72 bytes by 256 rows"),
        (fragment(1, bytes(73)), "raster wider than the head"),
        (fragment(1, b"\x10\x04" * 36), "a real-time command among the dots"),
        (
            fragment(2, b"\x05" + bytes(70) + b"\x10"),
            "a real-time command among the dots",
        ),
        (b"\x10\x04\x09", "unknown status request"),
        (b"\x1dr\x02", "unknown status request"),
        (b"\x1dI\x01", "unknown question 1d 49 01"),
        (b"\x1d(H\x02\x0000", "a process id that is none"),
        (b"\x1d(H\x06\x0000abc\x07", "a process id that is none"),
        (b"\x1d(L\x02\x0002", "unknown function 1d 28 4c"),
    ],
)
def test_what_our_encoder_never_writes_is_a_fault_that_can_be_seen(
    printer: VirtualPrinter, words: bytes, fault: str
) -> None:
    say(printer, words)

    assert printer.faults == [fault]


def test_dots_taken_for_a_command_are_never_named(printer: VirtualPrinter) -> None:
    say(printer, fragment(1)[:4] + b"\x01\x00\x01\x00" + b"\x1bGita\x1dGita" * 9)

    assert printer.faults == ["bytes outside any command"]


def test_after_a_fault_all_is_skipped_until_the_next_start(
    printer: VirtualPrinter,
) -> None:
    say(printer, b"\x1bEGita\x1dVB\x00 and so on" + JOB)

    assert (printer.faults, printer.badges) == (["unknown command 1b 45"], 1)
    assert printer.heard.endswith(JOB)


def test_after_a_fault_the_next_host_is_understood(printer: VirtualPrinter) -> None:
    say(printer, b"Gita")

    assert say(printer, b"\x1dr\x01") == b"\x00"


def test_a_wide_or_long_picture_is_printed_as_hardware_would(
    printer: VirtualPrinter,
) -> None:
    say(printer, START + fragment(300) + fragment(2, bytes(80)) + CUT)

    assert printer.sheets[0].size == (576 + 64, 302 + 64)


def test_a_fragment_cut_short_swallows_what_comes_next_as_dots(
    printer: VirtualPrinter,
) -> None:
    say(printer, START + fragment(10)[:-200])
    say(printer, JOB)

    assert printer.faults == [
        "the sender left inside a command",
        "bytes outside any command",
    ]
    assert (printer.rows, printer.badges) == (10, 0)


def test_a_job_that_first_brings_nothings_enough_survives_the_stub_of_another(
    printer: VirtualPrinter,
) -> None:
    say(printer, START + fragment(127)[:-200])
    say(printer, bytes(127 * 72) + JOB)

    assert printer.badges == 1
    assert printer.sheets[0].height - 64 == 127 + 3 * 127 + 100
