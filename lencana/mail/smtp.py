"""SMTP: the mail server's URL, and handing a message over to it."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from functools import partial
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from lencana.mail import replies
from lencana.mail.replies import Reply
from lencana.settings import is_loopback
from printers.host_names import ascii_host
from visits.vocabulary.mail import MailProblem

SECONDS = 10
"""How long each answer of the mail server may take; what fails is tried again later."""
ESCAPES = "in a password write / ? # @ as %2F %3F %23 %40"


class NotSent(Exception):
    """The message was not sent; the text has codes and fixed words, and no address."""

    def __init__(
        self,
        problem: MailProblem,
        reply: Reply | None = None,
        detail: str = "",
        distrust: ssl.SSLCertVerificationError | None = None,
    ) -> None:
        words = (problem.value, "" if reply is None else str(reply), detail)
        super().__init__(" ".join(word for word in words if word))
        self.problem = problem
        self.reply = reply
        self.detail = detail
        self.distrust = distrust


class SmtpUrlUnusable(ValueError):
    """No mail server can be reached safely by this URL; the text says why, without quoting it."""


class MailTransport(Protocol):
    """Sends messages."""

    def send(self, message: EmailMessage) -> None:
        """Send the message. Raises `NotSent`."""

    def rehearse(self, message: EmailMessage) -> None:
        """Do the same work, but send nothing. Raises `NotSent`."""


class Safety(Enum):
    """How the connection is protected from being read."""

    TLS = "tls"
    STARTTLS = "starttls"
    LOOPBACK = "loopback"


PORTS = {Safety.TLS: 465, Safety.STARTTLS: 587, Safety.LOOPBACK: 25}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server, and the account we use there."""

    host: str
    port: int
    safety: Safety
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class SmtpTransport:
    """Sends each message over its own connection, with a verified server certificate."""

    def __init__(self, url: str) -> None:
        self._server = mail_server(url)
        self._context = ssl.create_default_context()

    def send(self, message: EmailMessage) -> None:
        send_to(message, self._server, self._context)

    def rehearse(self, message: EmailMessage) -> None:
        rehearse_to(message, self._server, self._context)


def mail_server(url: str) -> MailServer:
    """Parse `smtps://user:password@host:465`, or `smtp://`: STARTTLS, plain on loopback only.

    Raises SmtpUrlUnusable.
    """
    parts = _parts(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SmtpUrlUnusable(
            "write it like smtps://user:password@mail.example.org:465"
        )
    # What follows is most likely the rest of a password that has a `/`, `?` or `#` in it.
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise SmtpUrlUnusable(f"nothing may follow the port; {ESCAPES}")
    try:
        host = ascii_host(parts.hostname)
    except ValueError:
        raise SmtpUrlUnusable("the mail server's host has no such name") from None
    user, password = _login(parts)
    safety = _safety(parts.scheme, host)
    return MailServer(
        host=host,
        port=parts.port or PORTS[safety],
        safety=safety,
        user=user,
        password=password,
    )


def _login(parts: SplitResult) -> tuple[str, str]:
    if (parts.username is None) is not (parts.password is None):
        raise SmtpUrlUnusable("user and password go together")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # smtplib sends a login as ASCII, and fails at any other letter when the first e-mail is due.
    if not (user + password).isascii():
        raise SmtpUrlUnusable("user and password may have ASCII characters only")
    return user, password


@contextmanager
def signed_in(server: MailServer, context: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
    """Lend a safe connection with the server, after the login if there is one.

    Raises `NotSent`.
    """
    with _explained(MailProblem.UNREACHABLE, refusal=MailProblem.REFUSED):
        connected = _connected(server, context)
    with closing(connected) as connection:
        _introduce(connection, server, context)
        yield connection


def send_to(message: EmailMessage, server: MailServer, context: ssl.SSLContext) -> None:
    """Hand the message to the server. Raises `NotSent`, whose text has no address in it."""
    _converse(server, context, partial(_send, message=message))


def rehearse_to(
    message: EmailMessage, server: MailServer, context: ssl.SSLContext
) -> None:
    """Speak with the server as `send_to` does, but name nobody and hand nothing over."""
    _converse(server, context, partial(_rehearse, message=message))


def _converse(
    server: MailServer,
    context: ssl.SSLContext,
    say: Callable[[smtplib.SMTP], None],
) -> None:
    with signed_in(server, context) as connection:
        with _explained(MailProblem.CONNECTION_LOST, refusal=MailProblem.REFUSED):
            say(connection)
        # The server has accepted it: an error after that must not make us send it again.
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()


@contextmanager
def _explained(lost: MailProblem, refusal: MailProblem) -> Iterator[None]:
    """Raise what goes wrong in the block as `NotSent`.

    `lost` is what a broken connection means there, `refusal` what the server's no does.
    """
    try:
        yield
    # smtplib's errors are of this class too.
    except OSError as error:
        raise _not_sent(error, lost, refusal) from None


def _not_sent(error: OSError, lost: MailProblem, refusal: MailProblem) -> NotSent:
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            [(code, text)] = refused.values()
            reply = replies.parse(code, text)
            return NotSent(replies.to_recipient(reply), reply)
        case smtplib.SMTPResponseException():
            return _refused(error, refusal)
        case smtplib.SMTPException() if not isinstance(
            error, smtplib.SMTPServerDisconnected
        ):
            # The server does not offer what we ask for: STARTTLS, or a way to sign in.
            return NotSent(refusal, detail=type(error).__name__)
        case ssl.SSLError():
            return _unsafe(error)
        case socket.gaierror():
            return NotSent(MailProblem.HOST_UNKNOWN)
        case _:
            return NotSent(lost, detail=type(error).__name__)


def _unsafe(error: ssl.SSLError) -> NotSent:
    """Tell OpenSSL's words, which are fixed but for the server's own name."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotSent(MailProblem.TLS, detail=error.verify_message, distrust=error)
    return NotSent(MailProblem.TLS, detail=error.reason or type(error).__name__)


def _refused(answer: smtplib.SMTPResponseException, refusal: MailProblem) -> NotSent:
    text = answer.smtp_error
    reply = replies.parse(
        answer.smtp_code, text if isinstance(text, bytes) else text.encode()
    )
    match answer:
        case smtplib.SMTPSenderRefused():
            problem = replies.to_sender(reply)
        case smtplib.SMTPDataError():
            problem = replies.to_message(reply)
        case _:
            problem = replies.to_us(reply, refusal)
    return NotSent(problem, reply)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        # The text of the ValueError may quote the password.
        raise SmtpUrlUnusable(f"the port must be a number; {ESCAPES}") from None
    return parts


def _safety(scheme: str, host: str) -> Safety:
    if scheme == "smtps":
        return Safety.TLS
    # Beyond this machine STARTTLS is a must: a server that does not offer it gets nothing.
    return Safety.LOOPBACK if is_loopback(host) else Safety.STARTTLS


def _connected(server: MailServer, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.safety is Safety.TLS:
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=context
        )
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)


def _introduce(
    connection: smtplib.SMTP, server: MailServer, context: ssl.SSLContext
) -> None:
    lost = MailProblem.CONNECTION_LOST
    with _explained(lost, refusal=MailProblem.REFUSED):
        connection.ehlo_or_helo_if_needed()
    if server.safety is Safety.STARTTLS:
        with _explained(lost, refusal=MailProblem.TLS):
            connection.starttls(context=context)
    if server.user:
        with _explained(lost, refusal=MailProblem.LOGIN):
            connection.login(server.user, server.password)


def _send(connection: smtplib.SMTP, message: EmailMessage) -> None:
    # The bare addresses: without them smtplib would take every address that a header names.
    sender, recipient = (
        message[header].addresses[0].addr_spec for header in ("From", "To")
    )
    connection.send_message(message, sender, [recipient])


def _rehearse(connection: smtplib.SMTP, message: EmailMessage) -> None:
    # Sending asks four times: for the sender, the recipient, the text, and its end.
    for _ in range(4):
        connection.noop()
    message.as_bytes()
