"""A session over a line that carries answers."""

from collections.abc import Iterable
from time import monotonic

from printers.delivery.attention_deadlines import AttentionDeadlines
from printers.delivery.completion import Question, completion
from printers.delivery.failures import failure
from printers.delivery.outcome import Deadlines, Waits, nobody
from printers.delivery.status_tracker import StatusTracker
from printers.delivery.strips import drawn
from printers.delivery.talk import Talk
from printers.errors import PrinterError
from printers.escpos.commands import GREETING, STATUS_KINDS, status_request
from printers.transports.transport import Transport
from printers.vocabulary import (
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
    SentAmount,
)

_NAP = 0.01
"""Seconds after which to look again at what no line tells by itself: whether it has taken all."""


class BidirectionalSession:
    """One badge's talk with one printer."""

    def __init__(
        self, line: Transport, confirm: Confirmation | None, deadlines: Deadlines
    ) -> None:
        self._confirm = confirm
        self._completion: Question = completion(confirm)
        self._deadlines = deadlines
        self._hearing = StatusTracker(self._completion)
        self._talk = Talk(line, self._hearing)
        self._patience = AttentionDeadlines(deadlines)
        self._question = b""
        self._asked_at = 0.0
        self._greeted_at: float | None = None

    def greet(self) -> None:
        """Ask how the printer is, and wait for no answer yet."""
        for kind in STATUS_KINDS:
            self._hearing.asked(kind)
        self._greeted_at = monotonic()
        self._talk.ask(
            GREETING, lambda: True, self._greeted_at + self._deadlines.status
        )

    def look(self) -> PrinterCondition:
        """Return how the printer says it is."""
        if self._greeted_at is None:
            self.greet()
        end = (self._greeted_at or monotonic()) + self._deadlines.status
        self._talk.ask(b"", lambda: not self._hearing.open_questions, end)
        self._greeted_at = None
        if (
            self._completion.request
            and not self._sounds_well()
            and not self.ask(completion(self._confirm))
        ):
            return PrinterCondition.OFFLINE
        return self._hearing.condition

    def check_ready(self) -> None:
        """Return if a badge sent now should come out."""
        _refuse_unless_fit(self.look())

    def ask(self, question: Question) -> bool:
        """Return whether the printer answers the question, while it has nothing else to do."""
        self._hearing.expect(question)
        self._hearing.asked_it()
        end = monotonic() + self._deadlines.status
        answered = self._talk.ask(question.request, lambda: self._hearing.answered, end)
        self._hearing.expect(self._completion)
        return answered

    def send(
        self, content: Iterable[bytes], ending: bytes, waits: Waits = nobody
    ) -> None:
        """Hand over the badge and the question whether it is complete."""
        self._talk.step(0)
        _refuse_unless_fit(self._hearing.condition)
        self._patience = AttentionDeadlines(self._deadlines)
        self._patience.begin(self._deadlines.progress, waits)
        for piece in drawn(content, lambda: self._talk.handed):
            self._give(piece, SentAmount.PART)
        self._give(ending + self._completion.request, SentAmount.EVERYTHING)
        self._hearing.asked_it()

    def confirm(self, waits: Waits = nobody) -> Outcome:
        """Return what became of the badge."""
        self._patience.begin(self._deadlines.confirm, waits)
        if not self._completion.request:
            return self._let_go()
        while not self._hearing.answered:
            self._wait_for_an_answer()
        return Outcome.PRINTED

    def close(self) -> None:
        """Hang up; what was handed over in part is called back."""
        self._talk.hang_up(self._deadlines.goodbye)

    def _sounds_well(self) -> bool:
        """Whether it told its state and nothing else; if not, it may still answer the other question."""
        return self._hearing.spoke and self._hearing.plain

    def _give(self, data: bytes, stage: SentAmount) -> None:
        rest = memoryview(data)
        while rest:
            taken = self._talk.step(self._patience.left(), rest, stage)
            rest = rest[taken:]
            self._patience.notice(self._hearing.condition)
            if taken:
                self._patience.moved()
            if rest and self._patience.over:
                raise self._talk.failure(PrintProblemKind.STALLED)

    def _wait_for_an_answer(self) -> None:
        self._inquire()
        seconds = min(self._patience.left(), self._deadlines.status)
        self._question = self._question[self._talk.step(seconds, self._question) :]
        self._patience.notice(self._hearing.condition)
        if self._patience.over and not self._hearing.answered:
            raise self._talk.failure(PrintProblemKind.UNCONFIRMED)

    def _inquire(self) -> None:
        """Ask now and then how a printer is that answers such questions: not all say it unasked."""
        hearing, now = self._hearing, monotonic()
        if hearing.open_questions or not hearing.answers_questions:
            return
        if now < self._asked_at + self._deadlines.status:
            return
        self._asked_at = now
        for kind in STATUS_KINDS:
            hearing.asked(kind)
            self._question += status_request(kind)

    def _let_go(self) -> Outcome:
        """Say that this is all, and return when the printer has said the same, or has taken all."""
        hangs_up = self._talk.finish()
        end = monotonic() + (
            min(self._deadlines.progress, self._patience.left()) if hangs_up else 0
        )
        while not self._settled(end):
            if self._patience.over:
                raise self._talk.failure(PrintProblemKind.UNCONFIRMED)
            try:
                self._talk.step(
                    max(min(end - monotonic(), self._patience.left()), _NAP)
                )
            except PrinterError as problem:
                if (
                    problem.kind is PrintProblemKind.CLOSED
                    and self._hearing.condition.fit_to_print
                ):
                    break
                raise
            self._patience.notice(self._hearing.condition)
        return Outcome.SENT_UNCONFIRMED

    def _settled(self, end: float) -> bool:
        fit = self._hearing.condition.fit_to_print
        return fit and monotonic() >= end and not self._talk.pending()


def _refuse_unless_fit(condition: PrinterCondition) -> None:
    if condition.problem:
        raise failure(condition.problem)
