"""A service on this machine behind TLS, to which every name of the internet leads."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lencana.channels.receiver import Service, certificate, serving

NAMES = (
    "hooks.slack.com",
    "*.westeurope.logic.azure.com",
    "chat.googleapis.com",
    "api.telegram.org",
    "api.twilio.com",
    "*.api.infobip.com",
    "chat.example.com",
)


@pytest.fixture(scope="session")
def service_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for all the services."""
    return certificate(tmp_path_factory.mktemp("services") / "services.pem", *NAMES)


@pytest.fixture
def service(
    service_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """The service; this machine trusts its certificate, and finds it under every name."""
    with serving(service_certificate) as mind:
        monkeypatch.setenv("SSL_CERT_FILE", str(service_certificate))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(service_certificate))
        lead(monkeypatch, ("127.0.0.1", mind.port))
        yield mind


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
