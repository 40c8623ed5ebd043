"""A failure on the way to a printer, in one sentence without a word of the badge."""

from printers.errors import Handed, PrinterError, Reason

_SENTENCES = {
    Reason.RESET: "the connection broke",
    Reason.CLOSED: "the printer hung up",
    Reason.STALLED: "the printer took nothing more",
    Reason.UNCONFIRMED: "the printer did not say that the badge is complete",
    Reason.PAPER_OUT: "the printer is out of paper",
    Reason.COVER_OPEN: "the printer's cover is open",
    Reason.CUTTER_ERROR: "the printer's cutter is jammed",
    Reason.FAULT: "the printer reports a fault",
    Reason.OFFLINE: "the printer is not ready, or does not say how it is",
    Reason.BAD_IMAGE: "the badge could not be drawn to its end",
}


def failure(reason: Reason, handed_over: Handed = Handed.NOTHING) -> PrinterError:
    """Return the error to raise."""
    return PrinterError(reason, _SENTENCES.get(reason, ""), handed_over=handed_over)
