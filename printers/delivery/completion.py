"""Questions that a printer answers only when all before is done, and their valid answers."""

import secrets
import string
from typing import Protocol

from printers.escpos import commands
from printers.escpos.responses import BlockResponse, Paper, Response, condition_of_paper
from printers.vocabulary import Confirmation, PrinterCondition

# The first byte of the answers to GS ( H and to GS I.
_PROCESS_ID, _IDENTITY = 0x37, 0x5F
_TIMES = 3
# Bytes of a process id, as GS ( H has it: one of 14 million (62 ** 4), chosen at random.
_TOKEN = 4
_SYMBOLS = string.ascii_letters + string.digits


class Question(Protocol):
    """The bytes of a question, and the only answer to it that counts."""

    @property
    def request(self) -> bytes:
        """The bytes to send; none if there is nothing to ask."""

    def answered_by(self, answer: Response, *, plain: bool) -> bool:
        """Return whether it is the answer; not `plain` if bytes came that are no answer at all."""


class ProcessId:
    """GS ( H, function 48, with a random id: the answer cannot be to any other badge.

    The printer echoes it when everything before it is printed: every Epson TM since the
    T88IV.
    """

    def __init__(self) -> None:
        token = "".join(secrets.choice(_SYMBOLS) for _ in range(_TOKEN)).encode()
        self.request = commands.process_id(token)
        self._answer = BlockResponse(_PROCESS_ID, b"\x22" + token)

    def answered_by(self, answer: Response, *, plain: bool) -> bool:  # noqa: ARG002 - the id speaks for itself
        return answer == self._answer


class Barrier:
    """GS r 1, asked three times: each answer is a single byte, and one such byte may be noise.

    A serial line whose printer loses power reads as one NUL, which is just what a printer with
    paper says.
    """

    request = commands.BARRIER * _TIMES

    def __init__(self) -> None:
        self._missing = _TIMES

    def answered_by(self, answer: Response, *, plain: bool) -> bool:
        if (
            isinstance(answer, Paper)
            and condition_of_paper(answer) is not PrinterCondition.PAPER_OUT
        ):
            self._missing -= 1
        # A line that carried noise could make up a byte like this one: then it does not count.
        return plain and self._missing <= 0


class CompletionQuestion:
    """Both ways in which a printer can confirm, asked at once: one wait for one that is silent.

    The process id comes first, as its answer cannot be mistaken for another.
    """

    def __init__(self) -> None:
        self.found: Confirmation | None = None
        self._ways: dict[Confirmation, Question] = {
            Confirmation.PROCESS_ID: ProcessId(),
            Confirmation.BARRIER: Barrier(),
        }
        self.request = b"".join(way.request for way in self._ways.values())

    def answered_by(self, answer: Response, *, plain: bool) -> bool:
        for confirm, way in self._ways.items():
            if self.found is None and way.answered_by(answer, plain=plain):
                self.found = confirm
        return self.found is not None


class NameQuestion:
    """GS I: the name of the printer or its maker."""

    def __init__(self, which: int) -> None:
        self.request = commands.identity_request(which)
        self.text = ""

    def answered_by(self, answer: Response, *, plain: bool) -> bool:  # noqa: ARG002 - nothing rests on a name
        if not isinstance(answer, BlockResponse) or answer.kind != _IDENTITY:
            return False
        self.text = answer.content.decode("ascii")
        return True


class NoQuestion:
    """No question, and so no answer."""

    request = b""

    def answered_by(self, answer: Response, *, plain: bool) -> bool:  # noqa: ARG002 - none does
        return False


def completion(confirm: Confirmation | None) -> Question:
    """Return the question for completion; a printer that was never probed is not asked."""
    if confirm is Confirmation.PROCESS_ID:
        return ProcessId()
    return Barrier() if confirm is Confirmation.BARRIER else NoQuestion()
