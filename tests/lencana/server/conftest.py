"""A bare application that remembers its requests, and sockets that send what a test says."""

import json
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from lencana.server.bridge import Bridge
from lencana.server.serving import running

CANARY = "Gita Canary"


class Desk:
    """Answers each path in its own way and remembers every request that was let through."""

    def __init__(self) -> None:
        self.seen: list[WSGIEnvironment] = []

    def __call__(
        self, request: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        self.seen.append(request)
        match request["PATH_INFO"]:
            case "/nothing":
                start("204 No Content", [("Content-Length", "5")])
            case "/unchanged":
                start("304 Not Modified", [("ETag", '"1"'), ("Content-Length", "5")])
            case "/failure":
                raise ValueError(CANARY)
            case "/exit":
                raise SystemExit(CANARY)
            case "/broken-header":
                start("200 OK", [("X-Name", f"{CANARY}\r\nX-Evil: 1")])
            case "/variables":
                start("200 OK", [])
                return [
                    json.dumps(
                        {k: v for k, v in request.items() if isinstance(v, str)}
                    ).encode()
                ]
            case "/large":
                start("200 OK", [])
                return [b"x" * 32 * 1024 * 1024]
            case _:
                start(
                    "200 OK",
                    [("Content-Type", "text/plain"), ("Connection", "keep-alive")],
                )
                return [b"echo:", request["wsgi.input"].read()]
        return [b"never"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    with running(Bridge(desk)) as base:
        yield base


@pytest.fixture
def connect() -> Iterator[Callable[[str], socket.socket]]:
    """Open sockets that the test need not close."""
    with ExitStack() as opened:

        def to(url: str) -> socket.socket:
            address = urlsplit(url)
            assert address.port
            return opened.enter_context(
                socket.create_connection((address.hostname, address.port), 60)
            )

        yield to


@pytest.fixture
def ask(connect: Callable[[str], socket.socket]) -> Callable[[str, bytes], bytes]:
    """Send bytes and return all bytes that come until the server closes."""

    def all_of(url: str, request: bytes) -> bytes:
        client = connect(url)
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(65536), b""))

    return all_of
