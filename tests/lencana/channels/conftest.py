"""A service on this machine behind TLS, to which every name of the internet leads."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lencana.channels.guard import Addresses

NAMES = (
    "hooks.slack.com",
    "*.westeurope.logic.azure.com",
    "chat.googleapis.com",
    "api.telegram.org",
    "api.twilio.com",
    "*.api.infobip.com",
    "chat.example.com",
)


@dataclass(frozen=True)
class Call:
    """What a service was sent."""

    host: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Service:
    """A service's mind: what it was sent, and what it answers."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    status: int = 200
    answer: bytes = b"{}"
    location: str = ""

    @property
    def allowed(self) -> Addresses:
        return frozenset({(ip_address("127.0.0.1"), self.port)})


@pytest.fixture(scope="session")
def service_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that signs itself, for all the services, with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "services")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    names = x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = tmp_path_factory.mktemp("services") / "services.pem"
    file.write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return file


@pytest.fixture
def service(
    service_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """The service; this machine trusts its certificate, and finds it under every name."""
    mind = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            mind.calls.append(Call(headers["host"], self.path, headers, body))
            self.send_response(mind.status)
            if mind.location:
                self.send_header("Location", mind.location)
            self.send_header("Content-Length", str(len(mind.answer)))
            self.end_headers()
            self.wfile.write(mind.answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing: a test looks at `calls`."""

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(service_certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    mind.port = server.server_port
    monkeypatch.setenv("SSL_CERT_FILE", str(service_certificate))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(service_certificate))
    lead(monkeypatch, ("127.0.0.1", mind.port))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield mind
    server.shutdown()
    thread.join()
    server.server_close()


def lead(monkeypatch: pytest.MonkeyPatch, *answers: tuple[str, int]) -> None:
    """Let every name lead to the first of these at the first look-up, and so on."""
    left = list(answers)

    def resolved(*_: Any, **__: Any) -> list[Any]:
        address, port = left.pop(0) if len(left) > 1 else left[0]
        is_six = ":" in address
        family = socket.AF_INET6 if is_six else socket.AF_INET
        place = (address, port, 0, 0) if is_six else (address, port)
        # Port 0 stands for a machine that is away: there is no such protocol.
        protocol = socket.IPPROTO_TCP if port else socket.IPPROTO_RAW
        return [(family, socket.SOCK_STREAM, protocol, "", place)]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
