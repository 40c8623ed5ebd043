"""Serial lines and device files.

What is not one, is gone, is full, or still holds another's answers.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from printers.addresses import Device, DeviceFile, SerialLine
from printers.delivery.connect import connect
from printers.delivery.deadlines import Deadlines
from printers.errors import PrinterError
from printers.vocabulary import Confirmation, Outcome, PrintProblemKind, SentAmount
from tests.printers.delivery.script import Script

Terminal = Callable[[Script], str]
Address = DeviceFile | SerialLine
CUT = b"\x1dVB\0"


def deliver(address: Address, deadlines: Deadlines) -> Outcome:
    with connect(
        Device(address=address, confirm=Confirmation.BARRIER), deadlines
    ) as session:
        session.check_ready()
        session.send([b"\xaa" * 100_000], CUT)
        return session.confirm()


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def failure(
    address: Address, deadlines: Deadlines
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        deliver(address, deadlines)
    return error.value.kind, error.value.sent


@pytest.mark.parametrize("kind", [DeviceFile, SerialLine])
def test_a_device_that_is_not_there_is_unreachable(
    quick: Deadlines, tmp_path: Path, kind: type[Address]
) -> None:
    assert failure(kind(str(tmp_path / "lp0")), quick) == (
        PrintProblemKind.UNREACHABLE,
        SentAmount.NOTHING,
    )


def test_an_ordinary_file_is_no_device_and_stays_as_it_is(
    quick: Deadlines, tmp_path: Path
) -> None:
    file = tmp_path / "letter"
    file.write_text("Dear Hana")

    assert failure(DeviceFile(str(file)), quick) == (
        PrintProblemKind.BAD_ADDRESS,
        SentAmount.NOTHING,
    )
    assert file.read_text() == "Dear Hana"


@pytest.mark.parametrize("kind", [DeviceFile, SerialLine])
def test_what_the_printer_said_to_another_is_not_heard(
    terminal: Terminal, patient: Deadlines, kind: type[Address]
) -> None:
    script = Script(unasked=b"\x80\x3c\x00\x00\x0f\x00")

    assert deliver(kind(terminal(script)), patient) is Outcome.PRINTED


@pytest.mark.parametrize("kind", [DeviceFile, SerialLine])
def test_a_printer_that_takes_nothing_more_has_stalled(
    terminal: Terminal, quick: Deadlines, kind: type[Address]
) -> None:
    script = Script(deaf_after=3000)

    assert failure(kind(terminal(script)), quick) == (
        PrintProblemKind.STALLED,
        SentAmount.PART,
    )


@pytest.mark.parametrize("kind", [DeviceFile, SerialLine])
def test_a_line_that_is_pulled_is_noticed(
    terminal: Terminal, patient: Deadlines, kind: type[Address]
) -> None:
    script = Script(gone_after=3000)
    reason, handed = failure(kind(terminal(script)), patient)

    assert reason in {PrintProblemKind.RESET, PrintProblemKind.CLOSED}
    assert handed is SentAmount.PART


def test_a_serial_line_is_nobody_elses_meanwhile(
    terminal: Terminal, patient: Deadlines
) -> None:
    address = SerialLine(terminal(Script()))

    with connect(Device(address=address), patient):
        assert failure(address, patient) == (
            PrintProblemKind.UNREACHABLE,
            SentAmount.NOTHING,
        )
    assert deliver(address, patient) is Outcome.PRINTED


def test_a_session_leaves_no_descriptor_open(
    terminal: Terminal, patient: Deadlines
) -> None:
    address = DeviceFile(terminal(Script()))
    before = open_descriptors()

    deliver(address, patient)

    assert open_descriptors() == before
