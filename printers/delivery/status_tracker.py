"""What a printer has reported in this session, and how far that can be trusted."""

from collections import deque

from printers.delivery.completion import Question
from printers.escpos.commands import STATUS_KINDS
from printers.escpos.responses import (
    Asb,
    Noise,
    Paper,
    Realtime,
    Response,
    ResponseParser,
    condition_of_asb,
    condition_of_paper,
    condition_of_real_time,
    worst_condition,
)
from printers.vocabulary import PrinterCondition


class StatusTracker:
    """The condition that the printer reported last, and whether it answered the question."""

    def __init__(self, question: Question) -> None:
        self.condition = PrinterCondition.READY
        self.spoke = False
        """True once any valid answer came."""
        self.plain = True
        """True while no byte came that is no answer to anything asked."""
        self._reader = ResponseParser()
        self._open: deque[int] = deque()
        self._told: dict[int, int] = {}
        self.expect(question)

    def expect(self, question: Question) -> None:
        """Set the question to be asked next; answers before `asked_it` do not count."""
        self.answered = False
        self._question = question
        self._asked_it = False

    def asked_it(self) -> None:
        """Note that the question was sent, so that it may be answered."""
        self._asked_it = True

    def asked(self, kind: int) -> None:
        """Expect an answer to DLE EOT; it does not name its question, but they come in order."""
        self._open.append(kind)

    @property
    def open_questions(self) -> bool:
        """True while a status request has no answer."""
        return bool(self._open)

    @property
    def answers_questions(self) -> bool:
        """True once a status request was answered."""
        return bool(self._told)

    def hear(self, data: bytes) -> None:
        """Take in received bytes; never raises."""
        for answer in self._reader.feed(data):
            self._consider(answer)

    def _consider(self, answer: Response) -> None:
        match answer:
            case Noise():
                self.plain = False
                return
            case Asb():
                self.condition = condition_of_asb(answer)
            case Realtime(bits):
                self._real_time(bits)
            case Paper():
                self._paper(answer)
        self.spoke = True
        if self._asked_it and self._question.answered_by(answer, plain=self.plain):
            self.answered = True

    def _real_time(self, bits: int) -> None:
        # An answer to a question that nobody asked is noise that looks like one.
        if not self._open:
            self.plain = False
            return
        self._told[self._open.popleft()] = bits
        if self._open:
            return
        # Until all four kinds were answered a worse condition from before still counts.
        condition = condition_of_real_time(self._told)
        whole = len(self._told) == len(STATUS_KINDS)
        self.condition = (
            condition if whole else worst_condition([self.condition, condition])
        )

    def _paper(self, answer: Paper) -> None:
        if not self._asked_it:
            self.plain = False
        elif condition_of_paper(answer) is PrinterCondition.PAPER_OUT:
            self.condition = PrinterCondition.PAPER_OUT
