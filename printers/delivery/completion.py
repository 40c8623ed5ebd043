"""What a printer is asked that it answers once all before is done, and which answer is believed."""

import secrets
import string
from typing import Protocol

from printers.escpos import commands, status
from printers.escpos.responses import BlockResponse, Paper, Response
from printers.vocabulary import Confirmation, PrinterCondition

_PROCESS_ID, _IDENTITY = 0x37, 0x5F
_TIMES = 3
_SYMBOLS = string.ascii_letters + string.digits


class Question(Protocol):
    """Bytes that go out, and the only answer to them that is believed."""

    @property
    def request(self) -> bytes:
        """Return the bytes to send, none if there is nothing to ask."""

    def answered_by(self, answer: Response, *, plain: bool) -> bool:
        """Return whether it is the answer; `plain` unless the line has carried what no printer says."""


class ProcessId:
    """GS ( H with an id that nobody used before: no other answer, and none to another badge, is alike."""

    def __init__(self) -> None:
        token = "".join(secrets.choice(_SYMBOLS) for _ in range(4)).encode()
        self.request = commands.process_id(token)
        self._answer = BlockResponse(_PROCESS_ID, b"\x22" + token)

    def answered_by(self, answer: Response, *, plain: bool) -> bool:  # noqa: ARG002 - the id speaks for itself
        return answer == self._answer


class Barrier:
    """GS r 1, asked three times: each answer is a single byte, and one such byte may be noise.

    A serial line whose printer loses power reads as one NUL, which is just what a printer with paper says.
    """

    request = commands.BARRIER * _TIMES

    def __init__(self) -> None:
        self._missing = _TIMES

    def answered_by(self, answer: Response, *, plain: bool) -> bool:
        if (
            isinstance(answer, Paper)
            and status.of_paper(answer) is not PrinterCondition.PAPER_OUT
        ):
            self._missing -= 1
        return plain and self._missing <= 0


class NameQuestion:
    """GS I: what the printer or its maker is called."""

    def __init__(self, which: int) -> None:
        self.request = commands.identity_request(which)
        self.text = ""

    def answered_by(self, answer: Response, *, plain: bool) -> bool:  # noqa: ARG002 - nothing rests on a name
        if not isinstance(answer, BlockResponse) or answer.kind != _IDENTITY:
            return False
        self.text = answer.content.decode("ascii")
        return True


class Nothing:
    """No question, and so no answer."""

    request = b""

    def answered_by(self, answer: Response, *, plain: bool) -> bool:  # noqa: ARG002 - none does
        return False


def completion(confirm: Confirmation | None) -> Question:
    """Return how to ask whether a badge is complete; a printer that was never probed is not asked."""
    if confirm is Confirmation.PROCESS_ID:
        return ProcessId()
    return Barrier() if confirm is Confirmation.BARRIER else Nothing()
