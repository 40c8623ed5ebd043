"""Answers are parsed as the manual says, however they are cut, and their bits are conditions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.escpos.responses import (
    Asb,
    BlockResponse,
    Noise,
    Paper,
    Realtime,
    Response,
    ResponseParser,
    condition_of_asb,
    condition_of_paper,
    condition_of_real_time,
)
from printers.vocabulary import PrinterCondition

SAYINGS: list[tuple[bytes, Response]] = [
    (b"\x12", Realtime(0x12)),
    (b"\x1a", Realtime(0x1A)),
    (b"\x7e", Realtime(0x7E)),
    (b"\x14\x00\x00\x0f", Asb(b"\x14\x00\x00\x0f")),
    (b"\x3c\x00\x0f\x0f", Asb(b"\x3c\x00\x0f\x0f")),
    (b"\x37\x22K7aB\x00", BlockResponse(0x37, b"\x22K7aB")),
    (b"\x5fEPSON\x00", BlockResponse(0x5F, b"EPSON")),
    (b"\x00", Paper(0)),
    (b"\x0f", Paper(0x0F)),
    (b"\x80", Noise(0x80)),
    (b"\xff", Noise(0xFF)),
]
FINE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(("said", "meant"), SAYINGS)
def test_each_answer_is_told_by_its_first_byte(said: bytes, meant: Response) -> None:
    assert ResponseParser().feed(said) == [meant]


@given(st.lists(st.sampled_from(SAYINGS)), st.integers(1, 5))
def test_answers_may_come_in_any_order_and_any_pieces(
    sayings: list[tuple[bytes, Response]], size: int
) -> None:
    said = b"".join(said for said, _ in sayings)
    reader = ResponseParser()

    heard = [
        answer
        for at in range(0, len(said), size)
        for answer in reader.feed(said[at : at + size])
    ]

    assert heard == [meant for _, meant in sayings]


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_no_rubbish_raises_or_is_kept_for_ever(pieces: list[bytes]) -> None:
    reader = ResponseParser()

    for piece in pieces:
        reader.feed(piece)

    assert Realtime(0x12) in reader.feed(b"\xff" * 100 + b"\x12")


@pytest.mark.parametrize(
    "unfinished", [b"\x14", b"\x14\x00\x00", b"\x37", b"\x37\x22K7a", b"\x5fEPSO"]
)
def test_what_has_not_ended_is_no_answer_yet(unfinished: bytes) -> None:
    assert ResponseParser().feed(unfinished) == []


@pytest.mark.parametrize(
    "broken", [b"\x14\x00\x80\x0f", b"\x37\x22K\x12", b"\x37" + b"7" * 90]
)
def test_what_begins_like_an_answer_and_goes_on_otherwise_is_noise(
    broken: bytes,
) -> None:
    heard = ResponseParser().feed(broken)

    assert isinstance(heard[0], Noise)
    assert not any(isinstance(answer, Asb | BlockResponse) for answer in heard)


def test_flow_control_is_no_answer() -> None:
    assert ResponseParser().feed(b"\x13\x11\x12") == [Realtime(0x12)]


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
    assert condition_of_real_time({**FINE, **bits}) is condition


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
    assert condition_of_asb(Asb(bytes.fromhex(said))) is condition


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
    assert condition_of_paper(Paper(bits)) is condition
