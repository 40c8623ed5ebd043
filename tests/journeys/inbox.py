"""A real SMTP server that keeps what it is sent, and lets a test wait for a letter."""

import re
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port
from visits.vocabulary.visits import CODE_DIGITS

PATIENCE = 300.0
SIX_DIGITS = r"\b\d{3} ?\d{3}\b"


class Inbox:
    """Everybody's letters, in the order in which they came."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self._arrived = threading.Condition()
        # The controller knocks at the port it was given, so it must be told a real one.
        self._port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content: Any = envelope.content
        letter = message_from_bytes(content, policy=policy.default)
        with self._arrived:
            self.letters.append((envelope.rcpt_tos[0], letter))
            self._arrived.notify_all()
        return "250 OK"

    def newest(self, to: str, holding: str, beyond: int = 0) -> EmailMessage:
        """The newest letter to this address whose text matches; waits until there are more than `beyond`."""
        with self._arrived:
            if not self._arrived.wait_for(
                lambda: len(self.to(to, holding)) > beyond, PATIENCE
            ):
                raise AssertionError(
                    f"no letter matching {holding!r} came; there are {self._seen()}"
                )
            return self.to(to, holding)[-1]

    def _seen(self) -> list[tuple[str, str]]:
        return [(to, str(letter["Subject"])) for to, letter in self.letters]

    def to(self, address: str, holding: str = "") -> list[EmailMessage]:
        return [
            letter
            for to, letter in self.letters
            if to == address and re.search(holding, text_of(letter))
        ]


def text_of(letter: EmailMessage) -> str:
    """The plain words of a letter."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def pictures_of(letter: EmailMessage) -> list[bytes]:
    """The pictures inside a letter."""
    return [
        bytes(part.get_content())
        for part in letter.walk()
        if part.get_content_type() == "image/png"
    ]


def digits_in(letter: EmailMessage) -> str:
    """The one-time code of a letter."""
    code = re.search(rf"\b\d{{{CODE_DIGITS}}}\b", text_of(letter))
    if code is None:
        raise AssertionError("the letter has no one-time code")
    return code[0]
