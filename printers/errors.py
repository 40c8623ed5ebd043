"""The one error of the printers: why a badge did not come out, and how much of it was sent."""

from printers.vocabulary import PrintProblemKind, SentAmount


class PrinterError(Exception):
    """A badge did not come out, or not that we know of. Its text may be logged: no word of the badge is in it."""

    def __init__(
        self,
        kind: PrintProblemKind,
        explanation: str = "",
        *,
        sent: SentAmount = SentAmount.NOTHING,
    ) -> None:
        self.kind = kind
        self.sent = sent
        super().__init__(f"{kind}: {explanation}" if explanation else str(kind))
