"""A mailbox in memory: the demo's e-mails go there and are shown on a page."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

NEWEST = 50
"""As many as a visitor of the demo scrolls through; older ones are dropped."""


@dataclass(frozen=True)
class Enclosure:
    """A file attached to an e-mail."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """An e-mail as its recipient would see it. Its `number` is never used again."""

    number: int
    subject: str = field(repr=False)
    to: str = field(repr=False)
    date: str
    text: str = field(repr=False)
    attachments: tuple[Enclosure, ...]
    pictures: tuple[Enclosure, ...]
    _html: str = field(repr=False)

    def html(self, picture_address: Callable[[int], str]) -> str:
        """Return the HTML body, with each inline picture's `cid:` replaced by a URL."""
        # A browser knows no `cid:` (RFC 2392), by which mail programs find inline pictures.
        page = self._html
        for index, picture in enumerate(self.pictures):
            page = page.replace(f"cid:{picture.name}", picture_address(index))
        return page


class MemoryMailbox:
    """A transport that keeps the newest e-mails in memory and sends none."""

    def __init__(self) -> None:
        self._mails: deque[Mail] = deque(maxlen=NEWEST)
        self._numbers = count(1)
        self._lock = threading.Lock()

    def send(self, message: EmailMessage) -> None:
        # As bytes, as a mail server gets it, so that the demo shows what would have been sent.
        arrived = message_from_bytes(message.as_bytes(), policy=policy.default)
        with self._lock:
            self._mails.appendleft(_opened(arrived, next(self._numbers)))

    def rehearse(self, message: EmailMessage) -> None:
        _opened(message_from_bytes(message.as_bytes(), policy=policy.default), 0)

    def mails(self) -> list[Mail]:
        """Return the e-mails, the newest first."""
        with self._lock:
            return list(self._mails)

    def mail(self, number: int) -> Mail | None:
        """Return the e-mail of this number; None if there never was one, or it was dropped."""
        return next((mail for mail in self.mails() if mail.number == number), None)


def _opened(message: EmailMessage, number: int) -> Mail:
    return Mail(
        number=number,
        subject=message["Subject"],
        to=message["To"],
        date=message["Date"],
        text=_body(message, "plain").replace("\r\n", "\n"),
        attachments=tuple(
            Enclosure(part.get_filename() or "", part.get_content_type(), _bytes(part))
            for part in message.iter_attachments()
        ),
        pictures=tuple(
            Enclosure(
                part["Content-ID"].strip("<>"), part.get_content_type(), _bytes(part)
            )
            for part in message.walk()
            if part["Content-ID"]
        ),
        _html=_body(message, "html"),
    )


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else part.get_content()
