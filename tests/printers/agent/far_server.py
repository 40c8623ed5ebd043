"""A server far away, with or without TLS, and a proxy on the way to it."""

import json
import select
import socket
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Far:
    """A server that answers everything with what a test says."""

    def __init__(self) -> None:
        self.status = 200
        self.said: Any = {}
        self.headers: dict[str, str] = {}
        self.heard: list[tuple[str, str, Any]] = []
        self.tokens: set[str | None] = set()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length", 0))
        body = json.loads(request.rfile.read(length)) if length else None
        self.heard.append((request.command, request.path, body))
        self.tokens.add(request.headers.get("Authorization"))
        said = (
            self.said
            if isinstance(self.said, bytes)
            else json.dumps(self.said).encode()
        )
        request.send_response(self.status)
        for name, text in (self.headers | {"Content-Length": str(len(said))}).items():
            request.send_header(name, text)
        request.end_headers()
        request.wfile.write(said)


@contextmanager
def serving(far: Far, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            far.answer(self)

        do_POST = do_GET  # noqa: N815 - as the base class looks for it
        do_PUT = do_GET  # noqa: N815 - the same

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a refused handshake is no news
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield f"{'https' if tls else 'http'}://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


class ConnectProxy:
    """A proxy that lets its users through to whatever they name (RFC 9110, 9.3.6)."""

    def __init__(self, login: str = "", refuses: int = 0) -> None:
        self.login = login
        self.refuses = refuses
        self.asked: list[str] = []

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        _, _, given = request.headers.get("Proxy-Authorization", "").partition(" ")
        if self.refuses or b64decode(given).decode() != self.login:
            request.send_error(self.refuses or 407)
            return
        host, _, port = request.path.rpartition(":")
        with socket.create_connection((host, int(port))) as far:
            request.send_response(200)
            request.end_headers()
            with suppress(OSError):
                _carry(request.connection, far)


def _carry(near: socket.socket, far: socket.socket) -> None:
    ends = {near: far, far: near}
    while True:
        for ready in select.select(list(ends), [], [])[0]:
            piece = ready.recv(4096)
            if not piece:
                return
            ends[ready].sendall(piece)


@contextmanager
def proxying(proxy: ConnectProxy) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            proxy.answer(self)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
