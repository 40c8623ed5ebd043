"""The box's own TLS, which the lobby tablet's camera needs."""

import json
import socket
import ssl
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings, running


@pytest.fixture
def secure(tmp_path: Path) -> ListenSettings:
    """Return settings with a self-signed certificate of the loopback address, for an hour."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "lobby")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    certificate = builder.add_extension(address, critical=False).sign(
        key, hashes.SHA256()
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    settings = ListenSettings(
        certificate=tmp_path / "lobby.pem", key=tmp_path / "lobby.key", idle_seconds=1
    )
    (tmp_path / "lobby.pem").write_bytes(certificate.public_bytes(pem))
    (tmp_path / "lobby.key").write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
    )
    return settings


def test_behind_tls_the_application_sees_https(
    desk: Any, secure: ListenSettings
) -> None:
    context = ssl.create_default_context(cafile=secure.certificate)
    with running(Bridge(desk), secure) as url:
        client = HTTPSConnection(urlsplit(url).netloc, timeout=300, context=context)
        client.request("GET", "/variables")
        found = json.load(client.getresponse())
        client.close()
    assert url.startswith("https://")
    assert found["wsgi.url_scheme"] == "https"


def test_only_http_1_1_is_negotiated(desk: Any, secure: ListenSettings) -> None:
    context = ssl.create_default_context(cafile=secure.certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with running(Bridge(desk), secure) as url:
        address = urlsplit(url)
        plain = socket.create_connection((address.hostname, address.port), 60)
        with context.wrap_socket(plain, server_hostname=address.hostname) as client:
            assert client.selected_alpn_protocol() == "http/1.1"


def test_a_silent_handshake_is_closed(
    desk: Any, secure: ListenSettings, connect: Callable[[str], socket.socket]
) -> None:
    with running(Bridge(desk), secure) as url:
        assert connect(url).recv(100) == b""


@pytest.mark.parametrize(
    ("newest", "ciphers"),
    [
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0"),
        (ssl.TLSVersion.TLSv1_2, "AES128-SHA:AES256-SHA:AES128-SHA256:@SECLEVEL=0"),
    ],
    ids=["an older protocol", "ciphers without forward secrecy"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_a_client_with_weak_tls_only_is_refused(
    desk: Any, secure: ListenSettings, newest: ssl.TLSVersion, ciphers: str
) -> None:
    weak = ssl.create_default_context(cafile=secure.certificate)
    weak.set_ciphers(ciphers)
    weak.minimum_version, weak.maximum_version = (
        ssl.TLSVersion.MINIMUM_SUPPORTED,
        newest,
    )
    strong = ssl.create_default_context(cafile=secure.certificate)
    with running(Bridge(desk), secure) as url:
        address = urlsplit(url)
        for context, expected in (
            (strong, nullcontext()),
            (weak, pytest.raises(ssl.SSLError)),
        ):
            plain = socket.create_connection((address.hostname, address.port), 60)
            with (
                plain,
                expected,
                context.wrap_socket(plain, server_hostname=address.hostname),
            ):
                pass
