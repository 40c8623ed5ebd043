"""SMTP: the mail server's URL, and handing a message over to it."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from functools import partial
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from lencana.settings import is_loopback
from printers.host_names import ascii_host

SECONDS = 10
"""How long each answer of the mail server may take; what fails is tried again later."""
PERMANENT = 500
"""Reply codes from here on are final (RFC 5321, 4.2.1)."""
ESCAPES = "in a password write / ? # @ as %2F %3F %23 %40"


class NotSent(Exception):
    """The message was not sent; `permanent` when this recipient will always be refused."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent


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

    Raises what smtplib does, and OSError.
    """
    with closing(_connected(server, context)) as connection:
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
    try:
        with signed_in(server, context) as connection:
            say(connection)
            # The server has accepted it: an error after that must not make us send it again.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
    except smtplib.SMTPRecipientsRefused as refused:
        [(code, _)] = refused.recipients.values()
        raise NotSent(
            f"recipient refused with {code}", permanent=code >= PERMANENT
        ) from None
    except smtplib.SMTPResponseException as answer:
        raise NotSent(f"{type(answer).__name__} {answer.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as problem:
        raise NotSent(type(problem).__name__) from None


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
    if server.safety is Safety.STARTTLS:
        connection.starttls(context=context)
    if server.user:
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
