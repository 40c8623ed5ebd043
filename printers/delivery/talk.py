"""The talk over a line: bytes go out, whatever the printer says meanwhile is heard."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from printers.delivery.failures import failure
from printers.delivery.status_tracker import StatusTracker
from printers.errors import PrinterError
from printers.transports.transport import ConnectionLost, Transport
from printers.vocabulary import PrintProblemKind, SentAmount


class Talk:
    """Knows how much of a badge has left us; reads all the time, never hangs up with answers unread."""

    def __init__(self, line: Transport, hearing: StatusTracker) -> None:
        self.hearing = hearing
        self.handed = SentAmount.NOTHING
        self._line = line

    def step(
        self,
        seconds: float,
        data: bytes | memoryview = b"",
        stage: SentAmount = SentAmount.NOTHING,
    ) -> int:
        """Hear what comes within the time; return how much of `data` was taken: it counts as `stage`."""
        data = memoryview(data)
        try:
            self._line.wait(seconds, to_send=bool(data))
            self.hearing.hear(self._line.receive())
            taken = self._line.send(data) if data else 0
        except ConnectionLost as lost:
            raise self._lost(lost, stage) from lost
        if taken and stage is not SentAmount.NOTHING:
            self.handed = stage
        return taken

    def ask(self, request: bytes, heard: Callable[[], bool], end: float) -> bool:
        """Return whether the answer was heard before the end."""
        rest = memoryview(request)
        while (rest or not heard()) and monotonic() < end:
            rest = rest[self.step(end - monotonic(), rest) :]
        return not rest and heard()

    def finish(self) -> bool:
        """Say that no more comes; return whether the printer can hang up in answer."""
        try:
            return self._line.finish()
        except ConnectionLost as lost:
            raise self._lost(lost, self.handed) from lost

    def pending(self) -> int:
        """Return how many bytes are known not to have reached the printer."""
        return self._line.pending()

    def failure(self, kind: PrintProblemKind) -> PrinterError:
        """Return the error to raise: what the printer says of itself explains more than what we saw."""
        condition = self.hearing.condition
        return failure(
            condition.problem or kind,
            self.handed,
        )

    def hang_up(self, goodbye: float) -> None:
        """End it, politely unless a part of a badge is on its way: that is called back."""
        if self.handed is SentAmount.PART:
            self._line.abandon()
            return
        with suppress(ConnectionLost):
            self._part(monotonic() + goodbye)
        self._line.close()

    def _part(self, end: float) -> None:
        if not self._line.finish():
            return
        while monotonic() < end:
            self._line.wait(end - monotonic(), to_send=False)
            self._line.receive()

    def _lost(self, lost: ConnectionLost, stage: SentAmount) -> PrinterError:
        if lost.doubtful and stage is not SentAmount.NOTHING:
            self.handed = stage
        return failure(lost.kind, self.handed)
