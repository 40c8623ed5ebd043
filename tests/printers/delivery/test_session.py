"""A session over every kind of line: ready or not, handed over or not, complete or not."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from printers.addresses import Address, Device
from printers.delivery.connect import connect, look_at
from printers.delivery.deadlines import Deadlines
from printers.errors import PrinterError
from printers.vocabulary import (
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
    SentAmount,
)
from tests.printers.delivery.script import Script

Place = Callable[[Script], Address]
BADGE = [b"\x1b@", b"\xaa" * 20_000, b"\x55" * 20_000]
CUT = b"\x1dVB\0"
WHOLE = b"".join(BADGE) + CUT


def deliver(device: Device, deadlines: Deadlines) -> Outcome:
    with connect(device, deadlines) as session:
        session.check_ready()
        session.send(BADGE, CUT)
        return session.confirm()


def failure(
    device: Device, deadlines: Deadlines
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        deliver(device, deadlines)
    return error.value.kind, error.value.sent


@pytest.mark.parametrize("confirm", [Confirmation.PROCESS_ID, Confirmation.BARRIER])
def test_a_printer_that_says_so_has_printed(
    place: Place, patient: Deadlines, confirm: Confirmation
) -> None:
    script = Script()

    outcome = deliver(Device(address=place(script), confirm=confirm), patient)

    assert outcome is Outcome.PRINTED
    assert script.badge(len(WHOLE)) == WHOLE


@pytest.mark.parametrize("confirm", [Confirmation.NONE, None])
def test_a_printer_that_cannot_say_so_has_been_sent_it(
    place: Place, patient: Deadlines, confirm: Confirmation | None
) -> None:
    script = Script.mute()

    outcome = deliver(
        Device(address=place(script), confirm=confirm),
        replace(patient, status=0.1, progress=2),
    )

    assert outcome is Outcome.SENT_UNCONFIRMED
    assert script.badge(len(WHOLE)) == WHOLE


def test_a_printer_that_falls_silent_leaves_us_in_doubt(
    place: Place, patient: Deadlines
) -> None:
    script = Script(process_id=lambda _: b"")

    found = failure(
        Device(address=place(script), confirm=Confirmation.PROCESS_ID),
        replace(patient, confirm=0.2),
    )

    assert found == (PrintProblemKind.UNCONFIRMED, SentAmount.EVERYTHING)


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ({1: b"\x1a", 2: b"\x16"}, PrintProblemKind.COVER_OPEN),
        ({1: b"\x1a", 2: b"\x32", 4: b"\x7e"}, PrintProblemKind.PAPER_OUT),
        ({1: b"\x1a", 2: b"\x52", 3: b"\x1a"}, PrintProblemKind.CUTTER_ERROR),
        ({1: b"\x1a", 2: b"\x52", 3: b"\x32"}, PrintProblemKind.FAULT),
        ({1: b"\x1a"}, PrintProblemKind.OFFLINE),
    ],
)
def test_a_printer_that_is_not_ready_gets_nothing(
    place: Place, patient: Deadlines, states: dict[int, bytes], reason: PrintProblemKind
) -> None:
    script = Script()
    script.states.update(states)

    assert failure(Device(address=place(script)), patient) == (
        reason,
        SentAmount.NOTHING,
    )
    assert script.badge() == b""


def test_a_printer_that_is_low_on_paper_prints(
    place: Place, patient: Deadlines
) -> None:
    script = Script()
    script.states[4] = b"\x1e"

    assert (
        deliver(Device(address=place(script), confirm=Confirmation.BARRIER), patient)
        is Outcome.PRINTED
    )


def test_a_printer_that_should_answer_and_says_nothing_gets_nothing(
    place: Place, quick: Deadlines
) -> None:
    script = Script.mute()

    found = failure(
        Device(address=place(script), confirm=Confirmation.PROCESS_ID), quick
    )

    assert found == (PrintProblemKind.OFFLINE, SentAmount.NOTHING)
    assert script.badge() == b""


def test_a_printer_silent_on_its_state_prints_if_it_answers_otherwise(
    place: Place, patient: Deadlines
) -> None:
    script = Script(states={})

    assert (
        deliver(
            Device(address=place(script), confirm=Confirmation.PROCESS_ID),
            replace(patient, status=1),
        )
        is Outcome.PRINTED
    )


@pytest.mark.parametrize(
    "noise",
    [b"\x80", b"\xff\0\xff", b"\0", b"\x37\x22aaaa\0", b"7" * 200, b"\x16" * 50],
)
@pytest.mark.parametrize("confirm", [Confirmation.PROCESS_ID, Confirmation.BARRIER])
def test_rubbish_is_never_believed(
    on_the_network: Place, quick: Deadlines, confirm: Confirmation, noise: bytes
) -> None:
    script = Script(
        states=dict.fromkeys(range(1, 5), noise),
        process_id=lambda _: noise,
        barrier=noise,
    )
    script.states[1] = b"\x12" + noise

    found = failure(Device(address=on_the_network(script), confirm=confirm), quick)

    assert found[1] in {SentAmount.NOTHING, SentAmount.EVERYTHING}


def test_a_badge_that_cannot_be_drawn_to_its_end_is_handed_over_in_part(
    place: Place, patient: Deadlines
) -> None:
    def half() -> Iterator[bytes]:
        yield b"\xaa" * 1000
        raise ValueError("Xanthippe")

    script = Script()
    with (
        connect(Device(address=place(script)), patient) as session,
        pytest.raises(PrinterError) as error,
    ):
        session.send(half(), CUT)

    assert (error.value.kind, error.value.sent) == (
        PrintProblemKind.BAD_IMAGE,
        SentAmount.PART,
    )
    assert "Xanthippe" not in str(error.value)
    assert CUT not in script.heard


def test_a_look_tells_how_a_printer_is(place: Place, patient: Deadlines) -> None:
    script = Script()
    script.states[2] = b"\x16"

    assert (
        look_at(Device(address=place(script)), patient).condition
        is PrinterCondition.COVER_OPEN
    )


def test_a_mute_printer_that_was_never_known_to_answer_is_ready(
    place: Place, quick: Deadlines
) -> None:
    assert (
        look_at(Device(address=place(Script.mute())), quick).condition
        is PrinterCondition.READY
    )
