"""The one error of the printers: why a badge did not come out, and how much of it was sent."""

from printers.vocabulary import PrintProblemKind, SentAmount

_EXPLANATIONS = {
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


class PrinterError(Exception):
    """A badge did not come out, as far as is known. Its text holds no word of the badge."""

    def __init__(
        self,
        kind: PrintProblemKind,
        explanation: str = "",
        *,
        sent: SentAmount = SentAmount.NOTHING,
    ) -> None:
        self.kind = kind
        self.sent = sent
        self.explanation = explanation or _EXPLANATIONS.get(kind, "")
        super().__init__(f"{kind}: {self.explanation}" if self.explanation else kind)
