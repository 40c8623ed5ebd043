"""What a printer has said so far on this line, and how far it is to be believed."""

from collections import deque

from printers.delivery.completion import Question
from printers.escpos import status
from printers.escpos.commands import STATUS_KINDS
from printers.escpos.responses import (
    Asb,
    Noise,
    Paper,
    Realtime,
    Response,
    ResponseParser,
)
from printers.vocabulary import PrinterCondition


class StatusTracker:
    """The condition that the printer reported last, and whether it answered the one question that matters."""

    def __init__(self, question: Question) -> None:
        self.condition = PrinterCondition.READY
        self.spoke = False
        """Whether it has said anything that a printer says."""
        self.plain = True
        """Whether it has said nothing but what a printer says when it is asked."""
        self._reader = ResponseParser()
        self._open: deque[int] = deque()
        self._told: dict[int, int] = {}
        self.expect(question)

    def expect(self, question: Question) -> None:
        """Wait for the answer to this question, which has not been asked yet."""
        self.answered = False
        self._question = question
        self._asked_it = False

    def asked_it(self) -> None:
        """From now on the printer may answer the question."""
        self._asked_it = True

    def asked(self, kind: int) -> None:
        """Expect one more answer to DLE EOT: none says what it answers, but they come in order."""
        self._open.append(kind)

    @property
    def open_questions(self) -> bool:
        """Whether a request for a status has no answer yet."""
        return bool(self._open)

    @property
    def answers_questions(self) -> bool:
        """Whether any request for a status was ever answered."""
        return bool(self._told)

    def hear(self, data: bytes) -> None:
        """Take in what has come; never raises."""
        for answer in self._reader.feed(data):
            self._consider(answer)

    def _consider(self, answer: Response) -> None:
        match answer:
            case Noise():
                self.plain = False
                return
            case Asb():
                self.condition = status.of_asb(answer)
            case Realtime(bits):
                self._real_time(bits)
            case Paper():
                self._paper(answer)
        self.spoke = True
        if self._asked_it and self._question.answered_by(answer, plain=self.plain):
            self.answered = True

    def _real_time(self, bits: int) -> None:
        if not self._open:
            self.plain = False
            return
        self._told[self._open.popleft()] = bits
        if self._open:
            return
        condition = status.of_real_time(self._told)
        whole = len(self._told) == len(STATUS_KINDS)
        self.condition = (
            condition if whole else status.worst([self.condition, condition])
        )

    def _paper(self, answer: Paper) -> None:
        if not self._asked_it:
            # Nobody asked: it is noise that happens to look like an answer.
            self.plain = False
        elif status.of_paper(answer) is PrinterCondition.PAPER_OUT:
            self.condition = PrinterCondition.PAPER_OUT
