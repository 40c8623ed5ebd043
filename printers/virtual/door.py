"""A listening port behind which one caller is served after another."""

import select
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread

LOOPBACK = "127.0.0.1"
_WAITING_CALLERS = 16


class Door:
    """Open from the moment it exists until it is closed, in a thread of its own."""

    def __init__(self, port: int, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._bell, self._ringer = socket.socketpair()
        self._listener = _listener(port)
        self.port: int = self._listener.getsockname()[1]
        self._caller: socket.socket | None = None
        self._closed = False
        self._lock = Lock()
        self._thread = Thread(target=self._keep, name=f"virtual printer {self.port}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up on the caller, refuse the next one, and return when the thread has ended."""
        with self._lock:
            self._closed = True
            self._ringer.send(b"!")
            if self._caller:
                with suppress(OSError):
                    self._caller.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _keep(self) -> None:
        with self._listener, self._bell, self._ringer:
            while self._bell not in select.select([self._listener, self._bell], [], [])[0]:
                caller, _place = self._listener.accept()
                with caller:
                    self._attend(caller)

    def _attend(self, caller: socket.socket) -> None:
        with self._lock:
            self._caller = None if self._closed else caller
        if self._caller:
            self._serve(caller)
        with self._lock:
            self._caller = None


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(_WAITING_CALLERS)
    except OSError:
        listener.close()
        raise
    return listener
