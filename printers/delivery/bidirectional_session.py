"""A session over a transport that carries answers: TCP, USB, a serial line or a device file."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic

from printers.delivery.completion import Question, completion
from printers.delivery.deadlines import AttentionDeadlines, Deadlines, Waits, nobody
from printers.delivery.session import drawn
from printers.delivery.status_tracker import StatusTracker
from printers.errors import PrinterError
from printers.escpos.commands import GREETING, STATUS_KINDS, status_request
from printers.transports.transport import ConnectionLost, Transport
from printers.vocabulary import (
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
    SentAmount,
)

# Seconds between two looks at the kernel's send buffer: no event tells when it is empty.
_NAP = 0.01


class BidirectionalSession:
    """Sends one badge to one printer, and reads its answers all the time."""

    def __init__(
        self, transport: Transport, confirm: Confirmation | None, deadlines: Deadlines
    ) -> None:
        self.slowest_answer: float | None = None
        self._confirm = confirm
        self._completion: Question = completion(confirm)
        self._deadlines = deadlines
        self._status = StatusTracker(self._completion)
        self._channel = PrinterChannel(transport, self._status)
        self._deadline = AttentionDeadlines(deadlines)
        self._question = b""
        self._asked_at = 0.0
        self._greeted_at: float | None = None

    def greet(self) -> None:
        """Ask the printer for its condition and do not wait for the answer: `look` hears it."""
        for kind in STATUS_KINDS:
            self._status.asked(kind)
        self._greeted_at = monotonic()
        self._channel.ask(
            GREETING, lambda: True, self._greeted_at + self._deadlines.status
        )

    def look(self) -> PrinterCondition:
        """Return the condition that the printer reports; offline if it fails to answer."""
        if self._greeted_at is None:
            self.greet()
        asked_at = self._greeted_at or monotonic()
        self._greeted_at = None
        self._hear_out(b"", lambda: not self._status.open_questions, asked_at=asked_at)
        if (
            self._completion.request
            and not (self._status.spoke and self._status.plain)
            # Some clones answer no DLE EOT, but answer the question for completion.
            and not self.ask(completion(self._confirm))
        ):
            return PrinterCondition.OFFLINE
        return self._status.condition

    def check_ready(self) -> None:
        """Return if a badge sent now should come out."""
        _refuse_unless_fit(self.look())

    def ask(self, question: Question) -> bool:
        """Return whether the idle printer answers the question in time."""
        self._status.expect(question)
        self._status.asked_it()
        answered = self._hear_out(
            question.request, lambda: self._status.answered, asked_at=monotonic()
        )
        self._status.expect(self._completion)
        return answered

    def send(
        self, content: Iterable[bytes], ending: bytes, waits: Waits = nobody
    ) -> None:
        """Send the badge, and behind it the question whether it is complete."""
        # ASB may have reported a problem since `look`, while the first strip was drawn.
        self._channel.step(0)
        _refuse_unless_fit(self._status.condition)
        self._deadline = AttentionDeadlines(self._deadlines)
        self._deadline.begin(self._deadlines.progress, waits)
        # Up to here nothing of the badge is on paper; from its first byte on a stub may be.
        for piece in drawn(content, lambda: self._channel.sent):
            self._send_all(piece, SentAmount.PART)
        # The first byte of the cut may be the last that arrives: the badge is complete, or not.
        self._send_all(ending + self._completion.request, SentAmount.EVERYTHING)
        self._status.asked_it()

    def confirm(self, waits: Waits = nobody) -> Outcome:
        """Return printed once the printer has answered, or unconfirmed if it was never asked."""
        self._deadline.begin(self._deadlines.confirm, waits)
        if not self._completion.request:
            return self._finish_unconfirmed()
        while not self._status.answered:
            self._wait_for_an_answer()
        return Outcome.PRINTED

    def close(self) -> None:
        """Hang up; a badge that was sent in part is called back."""
        self._channel.hang_up(self._deadlines.goodbye)

    def _hear_out(
        self, request: bytes, is_answered: Callable[[], bool], *, asked_at: float
    ) -> bool:
        """Return whether the answer came in time, and note how long it took."""
        end = asked_at + self._deadlines.status
        if not self._channel.ask(request, is_answered, end):
            return False
        took = monotonic() - asked_at
        self.slowest_answer = max(took, self.slowest_answer or 0.0)
        return True

    def _send_all(self, data: bytes, stage: SentAmount) -> None:
        rest = memoryview(data)
        while rest:
            # A step also reads: a printer whose answers are not fetched may stop taking data.
            taken = self._channel.step(self._deadline.left(), rest, stage)
            rest = rest[taken:]
            self._deadline.notice(self._status.condition)
            if taken:
                self._deadline.moved()
            if rest and self._deadline.over:
                raise self._channel.failure(PrintProblemKind.STALLED)

    def _wait_for_an_answer(self) -> None:
        self._ask_for_condition()
        seconds = min(self._deadline.left(), self._deadlines.status)
        self._question = self._question[self._channel.step(seconds, self._question) :]
        self._deadline.notice(self._status.condition)
        if self._deadline.over and not self._status.answered:
            raise self._channel.failure(PrintProblemKind.UNCONFIRMED)

    def _ask_for_condition(self) -> None:
        """Ask a printer that answers it for its condition once a second: not all report it."""
        status, now = self._status, monotonic()
        if status.open_questions or not status.answers_questions:
            return
        if now < self._asked_at + self._deadlines.status:
            return
        self._asked_at = now
        for kind in STATUS_KINDS:
            status.asked(kind)
            self._question += status_request(kind)

    def _finish_unconfirmed(self) -> Outcome:
        """Half-close; return when the printer has closed too, or has taken everything."""
        hangs_up = self._channel.finish()
        # A network card closes once it has read all. Other transports give no such sign.
        end = monotonic() + (
            min(self._deadlines.progress, self._deadline.left()) if hangs_up else 0
        )
        while not self._settled(end):
            if self._deadline.over:
                raise self._channel.failure(PrintProblemKind.UNCONFIRMED)
            try:
                self._channel.step(
                    max(min(end - monotonic(), self._deadline.left()), _NAP)
                )
            except PrinterError as problem:
                if (
                    problem.kind is PrintProblemKind.CLOSED
                    and self._status.condition.fit_to_print
                ):
                    break
                raise
            self._deadline.notice(self._status.condition)
        return Outcome.SENT_UNCONFIRMED

    def _settled(self, end: float) -> bool:
        fit = self._status.condition.fit_to_print
        return fit and monotonic() >= end and not self._channel.pending()


def _refuse_unless_fit(condition: PrinterCondition) -> None:
    if condition.problem:
        raise PrinterError(condition.problem)


class PrinterChannel:
    """A transport that counts how much of a badge was sent, and reads whenever it writes.

    A TCP connection that is closed with unread answers is reset, and the kernel then drops what
    it had not sent yet: in a trial a printer got 2,055 of 50,421 bytes. So it is half-closed
    and read to its end.
    """

    def __init__(self, transport: Transport, status: StatusTracker) -> None:
        self.status = status
        self.sent = SentAmount.NOTHING
        self._transport = transport

    def step(
        self,
        seconds: float,
        data: bytes | memoryview = b"",
        stage: SentAmount = SentAmount.NOTHING,
    ) -> int:
        """Read what comes, write what fits; return how much of `data` was taken, as `stage`."""
        data = memoryview(data)
        try:
            self._transport.wait(seconds, to_send=bool(data))
            self.status.hear(self._transport.receive())
            taken = self._transport.send(data) if data else 0
        except ConnectionLost as lost:
            raise self._lost(lost, stage) from lost
        if taken and stage is not SentAmount.NOTHING:
            self.sent = stage
        return taken

    def ask(self, request: bytes, is_answered: Callable[[], bool], end: float) -> bool:
        """Send the request; return whether `is_answered` became true before the end (monotonic)."""
        rest = memoryview(request)
        while (rest or not is_answered()) and monotonic() < end:
            rest = rest[self.step(end - monotonic(), rest) :]
        return not rest and is_answered()

    def finish(self) -> bool:
        """Half-close; return whether the printer can close in answer."""
        try:
            return self._transport.finish()
        except ConnectionLost as lost:
            raise self._lost(lost, self.sent) from lost

    def pending(self) -> int:
        """Return how many bytes are known not to have reached the printer."""
        return self._transport.pending()

    def failure(self, kind: PrintProblemKind) -> PrinterError:
        """Return the error to raise; what the printer reports comes before what was observed."""
        condition = self.status.condition
        return PrinterError(condition.problem or kind, sent=self.sent)

    def hang_up(self, goodbye: float) -> None:
        """Close; a badge that was sent in part is called back, to end as early as it can."""
        if self.sent is SentAmount.PART:
            self._transport.abandon()
            return
        with suppress(ConnectionLost):
            self._drain(monotonic() + goodbye)
        self._transport.close()

    def _drain(self, end: float) -> None:
        if not self._transport.finish():
            return
        while monotonic() < end:
            self._transport.wait(end - monotonic(), to_send=False)
            self._transport.receive()

    def _lost(self, lost: ConnectionLost, stage: SentAmount) -> PrinterError:
        # A USB transfer that failed may have carried some of its bytes: count them as sent.
        if lost.doubtful and stage is not SentAmount.NOTHING:
            self.sent = stage
        return PrinterError(lost.kind, sent=self.sent)
