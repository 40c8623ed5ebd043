"""The bits of a status answer, as a printer's condition."""

from collections.abc import Iterable, Mapping

from printers.escpos.responses import Asb, Paper
from printers.vocabulary import PrinterCondition

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
_REAL_TIME = {
    1: ((0x08, _OFFLINE),),
    2: ((0x04, _COVER), (0x20, _END), (0x40, _OFFLINE)),
    3: ((0x04, _FAULT), (0x08, _KNIFE), (0x20, _FAULT), (0x40, _OFFLINE)),
    4: ((0x0C, _LOW), (0x60, _END)),
}
_ASB = (
    ((0x08, _OFFLINE), (0x20, _COVER)),
    ((0x04, _FAULT), (0x08, _KNIFE), (0x20, _FAULT), (0x40, _OFFLINE)),
    ((0x03, _LOW), (0x0C, _END)),
)
_PAPER = ((0x03, _LOW), (0x0C, _END))


def of_real_time(answers: Mapping[int, int]) -> PrinterCondition:
    """Return the condition from answers to DLE EOT, each under the kind that was asked.

    The bits are those of Epson's ESC/POS Application Programming Guide (Ver. 10.01, DLE EOT),
    the same in Citizen's iDP-3221 manual (page 60).
    """
    return worst(
        condition
        for kind, bits in answers.items()
        for condition in _read(bits, _REAL_TIME[kind])
    )


def of_asb(answer: Asb) -> PrinterCondition:
    """Return the condition from an automatic status (ASB).

    The bits are those of Epson's ESC/POS Application Programming Guide (Ver. 10.01, GS a, pages
    317-322), the same in Ithaca's PcOS Series 80PLUS Programmer's Guide (page 90).
    """
    return worst(
        condition
        for bits, table in zip(answer.status, _ASB, strict=False)
        for condition in _read(bits, table)
    )


def of_paper(answer: Paper) -> PrinterCondition:
    """Return the condition from an answer to GS r 1."""
    return worst(_read(answer.bits, _PAPER))


def worst(conditions: Iterable[PrinterCondition]) -> PrinterCondition:
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
