"""Carrying: over TLS or not at all, and every refusal told apart."""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest

from lencana.mail import headers
from lencana.mail.rendering import render
from lencana.mail.smtp import (
    MailServer,
    NotSent,
    Safety,
    SmtpTransport,
    SmtpUrlUnusable,
    mail_server,
    send_to,
)
from tests.lencana.mail.conftest import PASSWORD, Inbox, Listen
from tests.lencana.mail.sample_emails import ADDRESS, NAME, NOW, OFFICE, about_visit
from tests.ports import free_port
from visits.vocabulary.mail import EmailKind, MailProblem


@pytest.fixture
def message() -> EmailMessage:
    written = render(about_visit(), EmailKind.INVITATION, OFFICE, NOW)
    headers.stamp(written, "lobby@example.org", "0123456789", NOW)
    return written


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://mail.example.org", ("mail.example.org", 465, Safety.TLS)),
        ("smtps://127.0.0.1:1465", ("127.0.0.1", 1465, Safety.TLS)),
        ("smtp://mail.example.org", ("mail.example.org", 587, Safety.STARTTLS)),
        ("smtp://mail.example.org:25/", ("mail.example.org", 25, Safety.STARTTLS)),
        ("smtp://192.168.1.5:25", ("192.168.1.5", 25, Safety.STARTTLS)),
        (
            "smtp://localhost.example.org",
            ("localhost.example.org", 587, Safety.STARTTLS),
        ),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, Safety.LOOPBACK)),
        ("smtp://localhost:1025", ("localhost", 1025, Safety.LOOPBACK)),
        ("smtp://[::1]:1025", ("::1", 1025, Safety.LOOPBACK)),
    ],
)
def test_a_url_says_where_the_server_is_and_that_only_loopback_goes_unencrypted(
    url: str, expected: tuple[str, int, Safety]
) -> None:
    server = mail_server(url)
    assert (server.host, server.port, server.safety) == expected


def test_a_password_may_hold_any_character() -> None:
    server = mail_server(f"smtps://lobby:{quote(PASSWORD, safe='')}@mail.example.org")
    assert (server.user, server.password) == ("lobby", PASSWORD)
    assert "lobby" not in repr(server)
    assert PASSWORD not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://:25",
        "smtps://mail.example.org:hush",
        "smtps://lobby:hush/hush@mail.example.org",
        "smtps://lobby:hush#hush@mail.example.org",
        "smtps://lobby:hush?hush@mail.example.org",
        "smtps://lobby@mail.example.org",
        "smtp://mail.example.org?starttls=no&hush",
        "smtp://mail.example.org/hush",
        "smtp://[hush",
        "smtp://mail.example.org:99999",
    ],
)
def test_a_url_that_cannot_be_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SmtpUrlUnusable) as refused:
        mail_server(url)
    assert "hush" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.usefixtures("trusted")
def test_a_message_arrives_over_tls(
    inbox: Inbox, listen: Listen, server_side: ssl.SSLContext, message: EmailMessage
) -> None:
    port = listen(ssl_context=server_side)
    SmtpTransport(f"smtps://localhost:{port}").send(message)
    arrived = message_from_bytes(
        inbox.taken[0].original_content or b"", policy=policy.default
    )
    assert (inbox.taken[0].mail_from, inbox.recipients()) == (
        "lobby@example.org",
        [ADDRESS],
    )
    assert arrived["Subject"] == message["Subject"]
    assert [part.get_content_type() for part in arrived.walk()] == [
        part.get_content_type() for part in message.walk()
    ]


def test_a_server_whose_certificate_nobody_knows_gets_nothing(
    inbox: Inbox, listen: Listen, server_side: ssl.SSLContext, message: EmailMessage
) -> None:
    port = listen(ssl_context=server_side)
    with pytest.raises(NotSent, match="tls self-signed certificate"):
        SmtpTransport(f"smtps://localhost:{port}").send(message)
    assert inbox.taken == []


def test_a_message_arrives_after_starttls_with_a_password(
    inbox: Inbox,
    listen: Listen,
    server_side: ssl.SSLContext,
    certificate: Path,
    message: EmailMessage,
) -> None:
    port = listen(
        tls_context=server_side,
        require_starttls=True,
        authenticator=inbox.knows,
        auth_required=True,
    )
    server = MailServer(
        host="127.0.0.1",
        port=port,
        safety=Safety.STARTTLS,
        user="lobby",
        password=PASSWORD,
    )
    send_to(message, server, ssl.create_default_context(cafile=certificate))
    assert inbox.encrypted == [True]


@pytest.mark.parametrize("user", ["lobby", ""])
def test_off_loopback_a_server_without_starttls_gets_neither_message_nor_password(
    inbox: Inbox, listen: Listen, message: EmailMessage, user: str
) -> None:
    port = listen(authenticator=inbox.knows, auth_require_tls=False)
    server = MailServer(
        host="127.0.0.1",
        port=port,
        safety=Safety.STARTTLS,
        user=user,
        password=PASSWORD,
    )
    with pytest.raises(NotSent) as refused:
        send_to(message, server, ssl.create_default_context())
    assert refused.value.problem is MailProblem.TLS
    assert inbox.taken == []
    assert inbox.signed_in == 0


def test_a_wrong_password_is_for_later(
    inbox: Inbox,
    listen: Listen,
    server_side: ssl.SSLContext,
    certificate: Path,
    message: EmailMessage,
) -> None:
    port = listen(
        tls_context=server_side, authenticator=inbox.knows, auth_required=True
    )
    server = MailServer(
        host="127.0.0.1", port=port, safety=Safety.STARTTLS, user="lobby", password="no"
    )
    with pytest.raises(NotSent, match="login 535") as refused:
        send_to(message, server, ssl.create_default_context(cafile=certificate))
    assert refused.value.problem is MailProblem.LOGIN


def test_on_loopback_a_message_arrives_in_the_clear(
    inbox: Inbox, listen: Listen, message: EmailMessage
) -> None:
    SmtpTransport(f"smtp://127.0.0.1:{listen()}").send(message)
    assert inbox.recipients() == [ADDRESS]


def test_a_rude_good_bye_does_not_make_a_taken_message_untaken(
    inbox: Inbox, listen: Listen, message: EmailMessage
) -> None:
    inbox.to_quit = "421 4.3.2 going down"
    SmtpTransport(f"smtp://127.0.0.1:{listen()}").send(message)
    assert inbox.recipients() == [ADDRESS]


def test_a_server_without_a_way_to_sign_in_refuses_our_login(
    listen: Listen, message: EmailMessage
) -> None:
    url = f"smtp://lobby:hush@127.0.0.1:{listen()}"
    with pytest.raises(NotSent) as refused:
        SmtpTransport(url).send(message)
    assert refused.value.problem is MailProblem.LOGIN


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("command", "answer", "problem"),
    [
        ("to_any_recipient", f"550 5.1.1 {ADDRESS} unknown", "no_such_recipient"),
        ("to_any_recipient", f"451 4.2.0 {ADDRESS} later", "recipient_not_now"),
        ("to_any_recipient", f"554 5.7.1 {ADDRESS}: Relay access denied", "refused"),
        ("to_any_recipient", f"530 5.7.0 {ADDRESS}: sign in first", "login"),
        ("to_any_recipient", f"552 5.3.4 {ADDRESS}: too big", "refused"),
        ("to_any_recipient", f"421 4.3.2 {ADDRESS}: going down", "busy"),
        ("to_sender", f"550 5.1.1 {ADDRESS} may not", "sender"),
        ("to_sender", f"530 5.7.0 {ADDRESS} sign in", "login"),
        ("to_data", f"554 5.7.1 {NAME}: looks like spam", "refused"),
        ("to_data", f"550 5.1.1 {NAME} unknown", "recipient_not_now"),
        ("to_data", f"452 4.3.1 {NAME}: no room", "busy"),
    ],
)
def test_a_refusal_is_told_by_who_is_at_fault_and_quotes_nobody(
    inbox: Inbox,
    listen: Listen,
    message: EmailMessage,
    command: str,
    answer: str,
    problem: str,
) -> None:
    setattr(inbox, command, answer)
    with pytest.raises(NotSent) as refused:
        SmtpTransport(f"smtp://127.0.0.1:{listen()}").send(message)
    assert refused.value.problem is MailProblem(problem)
    assert str(refused.value) == f"{problem} {answer[:9]}"
    assert refused.value.__suppress_context__
    assert inbox.taken == []


def test_a_server_that_is_away_cannot_be_reached(message: EmailMessage) -> None:
    with pytest.raises(NotSent, match="ConnectionRefusedError") as refused:
        SmtpTransport(f"smtp://127.0.0.1:{free_port()}").send(message)
    assert refused.value.problem is MailProblem.UNREACHABLE


def test_a_name_that_does_not_resolve_is_no_servers(message: EmailMessage) -> None:
    with pytest.raises(NotSent) as refused:
        SmtpTransport("smtp://mail.invalid").send(message)
    assert refused.value.problem is MailProblem.HOST_UNKNOWN


@pytest.mark.parametrize(
    ("greeting", "problem"),
    [
        (b"554 5.7.1 no service for you\r\n", MailProblem.REFUSED),
        (b"421 4.7.0 too many connections\r\n", MailProblem.BUSY),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", MailProblem.REFUSED),
        (b"", MailProblem.UNREACHABLE),
    ],
)
def test_a_server_that_does_not_welcome_us_is_at_fault(
    message: EmailMessage, greeting: bytes, problem: MailProblem
) -> None:
    with greeted(greeting) as port, pytest.raises(NotSent) as refused:
        SmtpTransport(f"smtp://127.0.0.1:{port}").send(message)
    assert refused.value.problem is problem


def test_a_conversation_that_breaks_off_may_have_carried_the_message(
    message: EmailMessage,
) -> None:
    with (
        greeted(b"220 here\r\n250 hello\r\n") as port,
        pytest.raises(NotSent) as broken,
    ):
        SmtpTransport(f"smtp://127.0.0.1:{port}").send(message)
    assert broken.value.problem is MailProblem.CONNECTION_LOST


@contextmanager
def greeted(greeting: bytes) -> Iterator[int]:
    """Whoever connects to the port is told this, and nothing more."""

    def greet() -> None:
        with listener.accept()[0] as connection:
            connection.sendall(greeting)
            connection.shutdown(socket.SHUT_WR)
            # Read until the caller goes: closing with unread bytes would reset the connection.
            while connection.recv(1024):
                pass

    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        ThreadPoolExecutor(1) as thread,
    ):
        thread.submit(greet)
        yield listener.getsockname()[1]


def test_a_server_that_says_nothing_is_not_waited_for(
    message: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lencana.mail.smtp.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotSent):
        SmtpTransport(f"smtp://127.0.0.1:{silent.getsockname()[1]}").send(message)
