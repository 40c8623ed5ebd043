"""Real mail servers on this machine, one behind TLS, and a certificate made for them."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lencana.mail.mail_settings import MailSettings
from tests.lencana.mail.sample_emails import LINKS
from tests.ports import free_port

PASSWORD = "p/a#s?s@word"


class Inbox:
    """A mail server's mind: what it took, and what it answers to whom."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.to_sender = "250 OK"
        self.to_recipient: dict[str, str] = {}
        self.to_any_recipient = "250 OK"
        self.to_data = "250 OK"
        self.to_quit = "221 Bye"
        self.signed_in = 0
        self.encrypted: list[bool] = []

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's own name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _: Any
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802 - the same
        self,
        _server: Any,
        _session: Any,
        envelope: Envelope,
        address: str,
        _options: Any,
    ) -> str:
        answer = self.to_recipient.get(address, self.to_any_recipient)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.to_data.startswith("250"):
            self.taken.append(envelope)
            self.encrypted.append(session.ssl is not None)
        return self.to_data

    async def handle_QUIT(  # noqa: N802 - the same
        self, _server: Any, _session: Any, _envelope: Envelope
    ) -> str:
        return self.to_quit

    def recipients(self) -> list[str]:
        return [address for envelope in self.taken for address in envelope.rcpt_tos]

    def knows(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, said: Any
    ) -> AuthResult:
        self.signed_in += 1
        right = (said.login, said.password) == (b"lobby", PASSWORD.encode())
        return AuthResult(success=right, handled=right)


Listen = Callable[..., int]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def listen(inbox: Inbox) -> Iterator[Listen]:
    """A mail server that listens until the test ends; says its port."""
    with ExitStack() as opened:

        def start(**options: Any) -> int:
            controller = Controller(
                inbox, hostname="127.0.0.1", port=free_port(), **options
            )
            controller.start()
            opened.callback(controller.stop)
            return int(controller.port)

        yield start


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that signs itself, for `localhost`, with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    alternatives = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    signed = builder.add_extension(alternatives, critical=False).sign(
        key, hashes.SHA256()
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = tmp_path / "mail.pem"
    file.write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return file


@pytest.fixture
def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts the certificate, as it would after an operator said so."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def office() -> MailSettings:
    return MailSettings(links=LINKS, sender="Lobby <lobby@example.org>")
