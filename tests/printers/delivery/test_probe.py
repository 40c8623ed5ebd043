"""Probing asks what a printer can do, over every transport, and prints nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from printers.addresses import Address, Device, SpoolQueue
from printers.delivery.deadlines import Deadlines
from printers.delivery.probe import Findings, probe
from printers.errors import PrinterError
from printers.vocabulary import Confirmation, PrintProblemKind
from tests.printers.delivery.script import Script

Place = Callable[[Script], Address]


def test_a_printer_tells_how_it_confirms_and_who_it_is(
    place: Place, patient: Deadlines
) -> None:
    script = Script()

    found = probe(Device(address=place(script)), patient)

    assert found == Findings(
        confirm=Confirmation.PROCESS_ID,
        answers_within=found.answers_within,
        maker="EPSON",
        model="TM-T20",
    )
    assert script.badge() == b""


def test_a_clone_confirms_by_a_barrier(place: Place, patient: Deadlines) -> None:
    script = Script(process_id=lambda _: b"", names={})

    found = probe(Device(address=place(script)), replace(patient, status=0.5))
    assert (found.confirm, found.model) == (Confirmation.BARRIER, "")


def test_how_a_mute_printer_confirms_is_not_known_yet(
    place: Place, quick: Deadlines
) -> None:
    assert probe(Device(address=place(Script.mute())), quick) == Findings()


@pytest.mark.parametrize("rubbish", [b"\x80\x00", b"\x37\x22AAAA\0", b"\xff", b"\x0c"])
def test_rubbish_says_nothing_of_how_it_confirms(
    on_the_network: Place, quick: Deadlines, rubbish: bytes
) -> None:
    script = Script(states={}, process_id=lambda _: rubbish, barrier=rubbish, names={})

    assert probe(Device(address=on_the_network(script)), quick).confirm is None


def test_a_byte_that_came_once_is_no_barrier(
    on_the_network: Place, quick: Deadlines
) -> None:
    script = Script(process_id=lambda _: b"", names={}, barriers=2)

    assert probe(Device(address=on_the_network(script)), quick).confirm is None


def test_a_printer_without_paper_is_not_judged(
    place: Place, patient: Deadlines
) -> None:
    script = Script()
    script.states[4] = b"\x7e"

    with pytest.raises(PrinterError) as refusal:
        probe(Device(address=place(script)), patient)

    assert refusal.value.kind is PrintProblemKind.PAPER_OUT


def test_a_queue_of_cups_can_never_confirm() -> None:
    found = probe(Device(address=SpoolQueue("badges")))
    assert found == Findings(confirm=Confirmation.NONE)
