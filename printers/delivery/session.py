"""A session: one short connection to a printer, for one badge."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from printers.delivery.deadlines import Waits
from printers.errors import PrinterError
from printers.vocabulary import Outcome, PrinterCondition, PrintProblemKind, SentAmount

logger = logging.getLogger(__name__)


class Session(Protocol):
    """A printer that is connected; a PrinterError of any operation says how much was sent."""

    slowest_answer: float | None
    """Seconds that the printer took for its slowest answer; None if it gave none."""

    def greet(self) -> None:
        """Ask the printer for its condition and do not wait for the answer: `look` hears it."""

    def look(self) -> PrinterCondition:
        """Return the printer's condition; one that says nothing and was never known to is ready."""

    def check_ready(self) -> None:
        """Return if a badge sent now should come out, else raise paper_out, cover_open, ..."""

    def send(self, content: Iterable[bytes], ending: bytes, waits: Waits = ...) -> None:
        """Send the badge and ask for its completion.

        From the first byte of `ending` on everything counts as sent. `waits` is told when the
        printer reports why it takes no more, and when it goes on.
        """

    def confirm(self, waits: Waits = ...) -> Outcome:
        """Return the outcome; raises PrinterError: reset, closed or unconfirmed."""

    def close(self) -> None:
        """Hang up; a badge that was sent in part is called back."""


def drawn(content: Iterable[bytes], sent: Callable[[], SentAmount]) -> Iterator[bytes]:
    """Yield a badge's strips; an error while one is drawn is a PrinterError with what was sent."""
    try:
        yield from content
    except PrinterError as error:
        raise PrinterError(error.kind, sent=sent()) from error
    except Exception as error:  # noqa: BLE001 - whatever it is, no more of this badge comes
        # Only the type of the error: its text may hold a word of the badge.
        logger.error("a badge was not drawn: %s", type(error).__name__)  # noqa: TRY400 - no traceback
        raise PrinterError(PrintProblemKind.BAD_IMAGE, sent=sent()) from None
