"""A printer's answers: parsed, told apart by fixed bits, and read as its condition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from printers.vocabulary import PrinterCondition

# XON and XOFF of a serial line carry no status.
_FLOW_CONTROL = b"\x11\x13"
# Bits 0, 1, 4 and 7 are fixed in each kind of answer: that alone tells them apart.
_FIXED, _REAL_TIME, _AUTOMATIC = 0x93, 0x12, 0x10
_FIXED_LATER = 0x90
_BLOCKS = b"\x37\x5f"
_BLOCK_TEXT = range(0x20, 0x7F)
_PAPER = range(0x10)
# GS I answers at most 80 characters; what is longer lost its NUL and is no answer.
_LONGEST_BLOCK = 90
_ASB_BYTES = 4
_COVER, _END, _KNIFE = (
    PrinterCondition.COVER_OPEN,
    PrinterCondition.PAPER_OUT,
    PrinterCondition.CUTTER_ERROR,
)
_FAULT, _OFFLINE, _LOW = (
    PrinterCondition.FAULT,
    PrinterCondition.OFFLINE,
    PrinterCondition.PAPER_LOW,
)
# An open cover is often reported with other problems: it is what a person must close first.
_WORST_FIRST = (_COVER, _END, _KNIFE, _FAULT, _OFFLINE, _LOW)

# Bit 6 of an error is one that passes by itself, a hot print head: the printer only pauses.
_REAL_TIME_BITS = {
    1: ((0x08, _OFFLINE),),
    2: ((0x04, _COVER), (0x20, _END), (0x40, _OFFLINE)),
    3: ((0x04, _FAULT), (0x08, _KNIFE), (0x20, _FAULT), (0x40, _OFFLINE)),
    4: ((0x0C, _LOW), (0x60, _END)),
}
_ASB_BITS = (
    ((0x08, _OFFLINE), (0x20, _COVER)),
    ((0x04, _FAULT), (0x08, _KNIFE), (0x20, _FAULT), (0x40, _OFFLINE)),
    ((0x03, _LOW), (0x0C, _END)),
)
_PAPER_BITS = ((0x03, _LOW), (0x0C, _END))


@dataclass(frozen=True, slots=True)
class Realtime:
    """An answer to DLE EOT; it does not say to which of the four."""

    bits: int


@dataclass(frozen=True, slots=True)
class Asb:
    """An automatic status back (ASB): four bytes, which network cards send even unasked."""

    status: bytes


@dataclass(frozen=True, slots=True)
class BlockResponse:
    """An answer to GS ( H (0x37) or GS I (0x5f): the text between that byte and its NUL."""

    kind: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """An answer to GS r 1."""

    bits: int


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that is part of no answer."""

    byte: int


Response = Realtime | Asb | BlockResponse | Paper | Noise


class ResponseParser:
    """Parses answers from bytes that come cut anywhere; an incomplete one waits for its rest.

    The fixed bits are those of Epson's ESC/POS Application Programming Guide (TM-T88III and
    others, Ver. 10.01; GS a on pages 317-322, DLE EOT, GS r): an answer to DLE EOT has bits 1
    and 4 on, 0 and 7 off; an automatic status bit 4 on, 0, 1 and 7 off in its first byte, and 4
    and 7 off in the other three; an answer to GS r 1 only some of the four lowest.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Response]:
        """Return the answers that are complete now; never raises."""
        self._rest += data
        return list(self._answers())

    def _answers(self) -> Iterator[Response]:
        at = 0
        while at < len(self._rest):
            taken, answer = _first(self._rest[at : at + _LONGEST_BLOCK])
            if not taken:
                break
            at += taken
            if answer is not None:
                yield answer
        self._rest = self._rest[at:]


def _first(data: bytes) -> tuple[int, Response | None]:
    """Return the length of the first answer, 0 if it is incomplete, and the answer."""
    first = data[0]
    if first in _FLOW_CONTROL:
        return 1, None
    if first & _FIXED == _REAL_TIME:
        return 1, Realtime(first)
    if first & _FIXED == _AUTOMATIC:
        return _asb(data)
    if first in _BLOCKS:
        return _block(data)
    return 1, Paper(first) if first in _PAPER else Noise(first)


def _asb(data: bytes) -> tuple[int, Response | None]:
    # A byte lost on the way shifts the others: then this is the start of no ASB.
    if any(byte & _FIXED_LATER for byte in data[1:_ASB_BYTES]):
        return 1, Noise(data[0])
    return (
        (_ASB_BYTES, Asb(data[:_ASB_BYTES])) if len(data) >= _ASB_BYTES else (0, None)
    )


def _block(data: bytes) -> tuple[int, Response | None]:
    content, end, _ = data[1:_LONGEST_BLOCK].partition(b"\0")
    if any(byte not in _BLOCK_TEXT for byte in content):
        return 1, Noise(data[0])
    if end:
        return len(content) + 2, BlockResponse(data[0], content)
    return (1, Noise(data[0])) if len(data) >= _LONGEST_BLOCK else (0, None)


def condition_of_real_time(answers: Mapping[int, int]) -> PrinterCondition:
    """Return the condition from answers to DLE EOT, each under the kind that was asked.

    The bits are those of Epson's ESC/POS Application Programming Guide (Ver. 10.01, DLE EOT),
    the same in Citizen's iDP-3221 manual (page 60).
    """
    return worst_condition(
        condition
        for kind, bits in answers.items()
        for condition in _read(bits, _REAL_TIME_BITS[kind])
    )


def condition_of_asb(answer: Asb) -> PrinterCondition:
    """Return the condition from an automatic status (ASB).

    The bits are those of Epson's ESC/POS Application Programming Guide (Ver. 10.01, GS a, pages
    317-322), the same in Ithaca's PcOS Series 80PLUS Programmer's Guide (page 90).
    """
    return worst_condition(
        condition
        for bits, table in zip(answer.status, _ASB_BITS, strict=False)
        for condition in _read(bits, table)
    )


def condition_of_paper(answer: Paper) -> PrinterCondition:
    """Return the condition from an answer to GS r 1."""
    return worst_condition(_read(answer.bits, _PAPER_BITS))


def worst_condition(conditions: Iterable[PrinterCondition]) -> PrinterCondition:
    """Return the one that a person should hear first; ready if there is none."""
    distinct = set(conditions)
    return next(
        (condition for condition in _WORST_FIRST if condition in distinct),
        PrinterCondition.READY,
    )


def _read(
    bits: int, table: Iterable[tuple[int, PrinterCondition]]
) -> list[PrinterCondition]:
    return [condition for mask, condition in table if bits & mask]
