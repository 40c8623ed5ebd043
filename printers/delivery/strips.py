"""A badge's bytes, as they are drawn while it goes out."""

import logging
from collections.abc import Callable, Iterable, Iterator

from printers.delivery.failures import failure
from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind, SentAmount

logger = logging.getLogger(__name__)


def drawn(
    content: Iterable[bytes], handed: Callable[[], SentAmount]
) -> Iterator[bytes]:
    """Yield the strips; whatever keeps one from being drawn is a PrinterError: how much was handed over."""
    try:
        yield from content
    except PrinterError as problem:
        raise failure(problem.kind, handed()) from problem
    except Exception as problem:  # noqa: BLE001 - whatever it is, no more of this badge comes
        # Only the kind of the problem: its text may hold a word of the badge.
        logger.error("a badge was not drawn: %s", type(problem).__name__)  # noqa: TRY400 - no traceback
        raise failure(PrintProblemKind.BAD_IMAGE, handed()) from None
