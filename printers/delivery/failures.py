"""A failure on the way to a printer, in one sentence without a word of the badge."""

from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind, SentAmount

_SENTENCES = {
    PrintProblemKind.RESET: "the connection broke",
    PrintProblemKind.CLOSED: "the printer hung up",
    PrintProblemKind.STALLED: "the printer took nothing more",
    PrintProblemKind.UNCONFIRMED: "the printer did not say that the badge is complete",
    PrintProblemKind.PAPER_OUT: "the printer is out of paper",
    PrintProblemKind.COVER_OPEN: "the printer's cover is open",
    PrintProblemKind.CUTTER_ERROR: "the printer's cutter is jammed",
    PrintProblemKind.FAULT: "the printer reports a fault",
    PrintProblemKind.OFFLINE: "the printer is not ready, or does not say how it is",
    PrintProblemKind.BAD_IMAGE: "the badge could not be drawn to its end",
}


def failure(
    kind: PrintProblemKind, sent: SentAmount = SentAmount.NOTHING
) -> PrinterError:
    """Return the error to raise."""
    return PrinterError(kind, _SENTENCES.get(kind, ""), sent=sent)
