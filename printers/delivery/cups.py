"""A session with a raw CUPS queue of this machine, which takes badges and confirms none."""

import os
import subprocess
from collections.abc import Iterable

from printers.addresses import SpoolQueue
from printers.delivery.deadlines import Deadlines, Waits, nobody
from printers.delivery.session import drawn
from printers.errors import PrinterError
from printers.vocabulary import Outcome, PrinterCondition, PrintProblemKind, SentAmount


class CupsSession:
    """Hands the whole badge to `lp` at once: if anything fails before, nothing is printed."""

    def __init__(self, queue: SpoolQueue, deadlines: Deadlines) -> None:
        self.slowest_answer: float | None = None
        self._queue = queue
        self._deadlines = deadlines

    def greet(self) -> None:
        """Do nothing: CUPS is asked when its answer is needed."""

    def look(self) -> PrinterCondition:
        """Return the queue's condition; that of the printer behind it is not known."""
        status = _run(["lpstat", "-p", self._queue.name], b"", self._deadlines.connect)
        if status is None or status.returncode:
            raise PrinterError(
                PrintProblemKind.UNREACHABLE,
                "CUPS does not answer, or has no such queue",
            )
        return (
            PrinterCondition.OFFLINE
            if b" disabled since" in status.stdout
            else PrinterCondition.READY
        )

    def check_ready(self) -> None:
        """Return unless the queue is stopped."""
        if self.look() is PrinterCondition.OFFLINE:
            raise PrinterError(PrintProblemKind.OFFLINE, "the CUPS queue is stopped")

    def send(
        self,
        content: Iterable[bytes],
        ending: bytes,
        waits: Waits = nobody,  # noqa: ARG002 - CUPS tells nobody
    ) -> None:
        """Hand the badge over in one piece."""
        badge = b"".join(drawn(content, lambda: SentAmount.NOTHING)) + ending
        command = ["lp", "-d", self._queue.name, "-o", "raw", "-t", "badge", "-"]
        taken = _run(command, badge, self._deadlines.whole)
        if taken is None:
            raise PrinterError(PrintProblemKind.UNCONFIRMED, sent=SentAmount.EVERYTHING)
        if taken.returncode:
            raise PrinterError(PrintProblemKind.REFUSED, "CUPS did not take the badge")

    def confirm(self, waits: Waits = nobody) -> Outcome:  # noqa: ARG002 - CUPS waits for its printer
        """Return unconfirmed: CUPS has the badge, and says nothing more of it."""
        return Outcome.SENT_UNCONFIRMED

    def close(self) -> None:
        """Do nothing: no connection was kept."""


def _run(
    command: list[str], stdin: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes] | None:
    """Run the command; return None if it did not end in time."""
    # The output is read by its English words.
    plain = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - the queue's name is letters, digits, dots, dashes and underscores
            command,
            input=stdin,
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
