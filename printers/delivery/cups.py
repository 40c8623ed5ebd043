"""A session with a raw queue of this machine's CUPS, which takes whole badges and answers nothing of them."""

import os
import subprocess
from collections.abc import Iterable

from printers.addresses import SpoolQueue
from printers.delivery.deadlines import Deadlines, Waits, nobody
from printers.delivery.session import drawn
from printers.errors import PrinterError
from printers.vocabulary import Outcome, PrinterCondition, PrintProblemKind, SentAmount


class CupsSession:
    """Gathers the badge, and hands it to `lp` in one piece: what failed before is nothing that prints."""

    def __init__(self, queue: SpoolQueue, deadlines: Deadlines) -> None:
        self._queue = queue
        self._deadlines = deadlines

    def greet(self) -> None:
        """CUPS is asked when its answer is wanted."""

    def look(self) -> PrinterCondition:
        """Return how the queue is; how the printer behind it is, nobody can know."""
        told = _run(["lpstat", "-p", self._queue.name], b"", self._deadlines.connect)
        if told is None or told.returncode:
            raise PrinterError(
                PrintProblemKind.UNREACHABLE,
                "CUPS does not answer, or has no such queue",
            )
        return (
            PrinterCondition.OFFLINE
            if b" disabled since" in told.stdout
            else PrinterCondition.READY
        )

    def check_ready(self) -> None:
        """Return if the queue is not stopped."""
        if self.look() is PrinterCondition.OFFLINE:
            raise PrinterError(PrintProblemKind.OFFLINE, "the CUPS queue is stopped")

    def send(
        self,
        content: Iterable[bytes],
        ending: bytes,
        waits: Waits = nobody,  # noqa: ARG002 - CUPS tells nobody
    ) -> None:
        """Hand it all over in one piece."""
        badge = b"".join(drawn(content, lambda: SentAmount.NOTHING)) + ending
        command = ["lp", "-d", self._queue.name, "-o", "raw", "-t", "badge", "-"]
        taken = _run(command, badge, self._deadlines.whole)
        if taken is None:
            raise PrinterError(PrintProblemKind.UNCONFIRMED, sent=SentAmount.EVERYTHING)
        if taken.returncode:
            raise PrinterError(PrintProblemKind.REFUSED, "CUPS did not take the badge")

    def confirm(self, waits: Waits = nobody) -> Outcome:  # noqa: ARG002 - CUPS waits for its printer
        """Return what is known: CUPS has it."""
        return Outcome.SENT_UNCONFIRMED

    def close(self) -> None:
        """Nothing was kept open."""


def _run(
    command: list[str], told: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes] | None:
    """Return how it ended, None if it did not within the time."""
    plain = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - the queue's name is letters, digits, dots, dashes and underscores
            command,
            input=told,
            capture_output=True,
            timeout=seconds,
            env=plain,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    except OSError as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "the programs of CUPS are not on this machine"
        ) from error
