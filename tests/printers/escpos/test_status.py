"""The bits of a status mean what the manual says."""

import pytest

from printers.escpos import status
from printers.escpos.responses import Asb, Paper
from printers.vocabulary import PrinterCondition

FINE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("bits", "condition"),
    [
        ({}, PrinterCondition.READY),
        ({1: 0x16}, PrinterCondition.READY),
        ({1: 0x1A}, PrinterCondition.OFFLINE),
        ({1: 0x1A, 2: 0x16}, PrinterCondition.COVER_OPEN),
        ({1: 0x1A, 2: 0x32}, PrinterCondition.PAPER_OUT),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, PrinterCondition.CUTTER_ERROR),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, PrinterCondition.FAULT),
        ({1: 0x1A, 2: 0x52, 3: 0x52}, PrinterCondition.OFFLINE),
        ({4: 0x1E}, PrinterCondition.PAPER_LOW),
        ({4: 0x7E}, PrinterCondition.PAPER_OUT),
        ({1: 0x1A, 2: 0x36, 4: 0x7E}, PrinterCondition.COVER_OPEN),
    ],
)
def test_answers_to_dle_eot_tell_the_condition(
    bits: dict[int, int], condition: PrinterCondition
) -> None:
    assert status.of_real_time({**FINE, **bits}) is condition


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("14 00 00 0f", PrinterCondition.READY),
        ("18 00 00 0f", PrinterCondition.OFFLINE),
        ("3c 00 00 0f", PrinterCondition.COVER_OPEN),
        ("1c 08 00 0f", PrinterCondition.CUTTER_ERROR),
        ("1c 20 00 0f", PrinterCondition.FAULT),
        ("1c 40 00 0f", PrinterCondition.OFFLINE),
        ("1c 00 0f 0f", PrinterCondition.PAPER_OUT),
        ("14 00 03 0f", PrinterCondition.PAPER_LOW),
    ],
)
def test_an_automatic_status_tells_the_condition(
    said: str, condition: PrinterCondition
) -> None:
    assert status.of_asb(Asb(bytes.fromhex(said))) is condition


@pytest.mark.parametrize(
    ("bits", "condition"),
    [
        (0, PrinterCondition.READY),
        (3, PrinterCondition.PAPER_LOW),
        (15, PrinterCondition.PAPER_OUT),
    ],
)
def test_an_answer_to_gs_r_tells_of_paper(
    bits: int, condition: PrinterCondition
) -> None:
    assert status.of_paper(Paper(bits)) is condition
