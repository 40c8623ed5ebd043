"""A service on this machine behind TLS, which keeps what it is sent."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lencana.channels.guard import Addresses

HERE = "127.0.0.1"


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
        return frozenset({(ip_address(HERE), self.port)})


def certificate(file: Path, *names: str) -> Path:
    """A certificate that signs itself, for these names and this machine, with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "services")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    known = [*map(x509.DNSName, names), x509.IPAddress(ip_address(HERE))]
    subject = x509.SubjectAlternativeName(known)
    signed = builder.add_extension(subject, critical=False).sign(key, hashes.SHA256())
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return file


@contextmanager
def serving(certificate: Path) -> Iterator[Service]:
    """A service is there until the block ends."""
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
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    mind.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield mind
    server.shutdown()
    thread.join()
    server.server_close()
