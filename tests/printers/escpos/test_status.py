"""The bits of a status mean what the manual says."""

import pytest

from printers.device import Condition
from printers.escpos import status
from printers.escpos.responses import Asb, Paper

FINE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("bits", "condition"),
    [
        ({}, Condition.READY),
        ({1: 0x16}, Condition.READY),
        ({1: 0x1A}, Condition.OFFLINE),
        ({1: 0x1A, 2: 0x16}, Condition.COVER_OPEN),
        ({1: 0x1A, 2: 0x32}, Condition.PAPER_OUT),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, Condition.CUTTER_ERROR),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, Condition.FAULT),
        ({1: 0x1A, 2: 0x52, 3: 0x52}, Condition.OFFLINE),
        ({4: 0x1E}, Condition.PAPER_LOW),
        ({4: 0x7E}, Condition.PAPER_OUT),
        ({1: 0x1A, 2: 0x36, 4: 0x7E}, Condition.COVER_OPEN),
    ],
)
def test_answers_to_dle_eot_tell_the_condition(
    bits: dict[int, int], condition: Condition
) -> None:
    assert status.of_real_time({**FINE, **bits}) is condition


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("14 00 00 0f", Condition.READY),
        ("18 00 00 0f", Condition.OFFLINE),
        ("3c 00 00 0f", Condition.COVER_OPEN),
        ("1c 08 00 0f", Condition.CUTTER_ERROR),
        ("1c 20 00 0f", Condition.FAULT),
        ("1c 40 00 0f", Condition.OFFLINE),
        ("1c 00 0f 0f", Condition.PAPER_OUT),
        ("14 00 03 0f", Condition.PAPER_LOW),
    ],
)
def test_an_automatic_status_tells_the_condition(
    said: str, condition: Condition
) -> None:
    assert status.of_asb(Asb(bytes.fromhex(said))) is condition


@pytest.mark.parametrize(
    ("bits", "condition"),
    [(0, Condition.READY), (3, Condition.PAPER_LOW), (15, Condition.PAPER_OUT)],
)
def test_an_answer_to_gs_r_tells_of_paper(bits: int, condition: Condition) -> None:
    assert status.of_paper(Paper(bits)) is condition
