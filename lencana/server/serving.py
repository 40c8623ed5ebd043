"""Serves with hypercorn embedded in this process, on a socket of our own, until told to stop."""

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from lencana.server import connections
from lencana.server.server_log import (
    ACCESS_FORMAT,
    ERRORS,
    ServerLog,
    access_log,
    note_of_the_loop,
)
from visits.vocabulary.refusals import OperatorError

_BACKLOG = 1024
"""Connections that the kernel keeps waiting while the event loop is busy."""


class AddressInUse(OperatorError):
    """Another program already listens at the host and port asked for."""


@dataclass(frozen=True)
class ListenSettings:
    """Where to listen, and for how long to wait; port 0 is any free one, a certificate means TLS.

    A client has ``idle_seconds`` to begin a request and end its head, and ``stalled_seconds``
    to take what it asked for; so long a used connection waits for the next request, where few
    do. What is under way at the end has ``grace_seconds``.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    access_log: bool = False
    idle_seconds: int = 10
    stalled_seconds: int = 30
    grace_seconds: int = 3


class Application(Protocol):
    """What is served; `let_go` makes it answer the long polls that wait, before the end."""

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None: ...

    def let_go(self) -> None: ...


def serve(
    app: Application,
    settings: ListenSettings,
    on_ready: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve ``app`` until ``stop`` is set or, in the main thread, until SIGTERM or SIGINT sets it.

    ``on_ready`` is given the base URL once requests are answered. Afterwards ``stop`` is set,
    the port is free, and what was under way is answered or, after the settings' grace, cut off.
    Raises AddressInUse, and OSError for an unknown address or an unusable certificate.
    """
    stop = stop or threading.Event()
    config = _configure(settings)
    listener = _listen(settings)
    ready = partial(on_ready, _base_url(settings, listener.getsockname()[1]))
    # By descriptor: so a port in use is our own exception, and port 0 is known before serving.
    config.bind = f"fd://{listener.detach()}"
    try:
        asyncio.run(_serve(app, config, ready, stop))
    finally:
        stop.set()


@contextmanager
def running(app: Application, settings: ListenSettings | None = None) -> Iterator[str]:
    """Serve ``app`` in a thread while the block runs, and yield the base URL.

    Raises AddressInUse.
    """
    stop = threading.Event()
    ready: Future[str] = Future()
    with ThreadPoolExecutor(1, thread_name_prefix="server") as thread:
        serving = thread.submit(
            serve, app, settings or ListenSettings(), ready.set_result, stop
        )
        try:
            waited: list[Future[Any]] = [ready, serving]
            wait(waited, return_when=FIRST_COMPLETED)
            if not ready.done():
                serving.result()
            yield ready.result()
        finally:
            stop.set()
        serving.result()


def free_port(host: str, wanted_port: int) -> int:
    """Return the wanted port, or any free one for 0. Raises OSError if it cannot be listened at."""
    with socket.create_server((host, wanted_port)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _listen(settings: ListenSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=family, backlog=_BACKLOG
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise AddressInUse(f"{settings.host} port {settings.port} is in use") from None
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A client that asks for pages and never takes them would keep them in memory for ever.
        listener.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, settings.stalled_seconds * 1000
        )
    return listener


def _base_url(settings: ListenSettings, port: int) -> str:
    scheme = "https" if settings.certificate else "http"
    host = "localhost" if settings.host in {"", "0.0.0.0", "::"} else settings.host
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _configure(settings: ListenSettings) -> Config:
    connections.use()
    config = Config()
    config.backlog = _BACKLOG
    config.certfile = str(settings.certificate) if settings.certificate else None
    config.keyfile = str(settings.key) if settings.key else None
    # HTTP/1.1 only; what comes as HTTP/2 all the same is refused.
    config.alpn_protocols = ["http/1.1"]
    # Hypercorn takes cleartext HTTP/2 whatever is set: one stream is enough to refuse it.
    config.h2_max_concurrent_streams = 1
    # Bytes of a request's head: far more than a browser sends with its cookies.
    config.h11_max_incomplete_size = 16 * 1024
    config.keep_alive_timeout = config.ssl_handshake_timeout = settings.idle_seconds
    config.read_timeout = settings.stalled_seconds
    config.graceful_timeout = settings.grace_seconds
    # Nobody needs to know which server, in which version, answers.
    config.include_server_header = False
    config.logger_class = ServerLog
    config.errorlog = ERRORS
    config.accesslog = access_log() if settings.access_log else None
    config.access_log_format = ACCESS_FORMAT
    # A certificate that cannot be used is found before the port is taken.
    config.create_ssl_context()
    return config


async def _serve(
    app: Application, config: Config, ready: Callable[[], None], stop: threading.Event
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(note_of_the_loop)
    # Python allows signal handlers in the main thread only; tests serve in another.
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)

    async def told_to_stop() -> None:
        # Hypercorn asks for this once its sockets are open.
        ready()
        await asyncio.to_thread(stop.wait)
        # Before hypercorn's grace begins, which long polls would use up.
        app.let_go()

    await hypercorn_serve(app, config, shutdown_trigger=told_to_stop, mode="asgi")
