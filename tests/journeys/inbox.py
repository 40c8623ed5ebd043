"""A real SMTP server that keeps what it is sent, and lets a test wait for a letter."""

import re
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 20.0


class Inbox:
    """Everybody's letters, in the order in which they came."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self._arrived = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        port = self._controller.server.sockets[0].getsockname()[1]  # type: ignore[union-attr] # started
        return f"smtp://127.0.0.1:{port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        content: Any = envelope.content
        letter = message_from_bytes(content, policy=policy.default)
        with self._arrived:
            self.letters.append((envelope.rcpt_tos[0], letter))  # type: ignore[arg-type] # the default policy's class
            self._arrived.notify_all()
        return "250 OK"

    def newest(self, to: str, holding: str, beyond: int = 0) -> EmailMessage:
        """The newest letter to this address whose text matches; waits until there are more than `beyond`."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.to(to, holding)) > beyond, PATIENCE):
                raise AssertionError(f"no letter matching {holding!r} came; there are {len(self.letters)}")
            return self.to(to, holding)[-1]

    def to(self, address: str, holding: str = "") -> list[EmailMessage]:
        return [
            letter for to, letter in self.letters if to == address and re.search(holding, text_of(letter))
        ]


def text_of(letter: EmailMessage) -> str:
    """The plain words of a letter."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def pictures_of(letter: EmailMessage) -> list[bytes]:
    """The pictures inside a letter."""
    return [bytes(part.get_content()) for part in letter.walk() if part.get_content_type() == "image/png"]


def digits_in(letter: EmailMessage) -> str:
    """The one-time code of a letter."""
    found = re.search(r"\b(\d{3}) ?(\d{3})\b", text_of(letter))
    if found is None:
        raise AssertionError("the letter has no six digits")
    return found[1] + found[2]
