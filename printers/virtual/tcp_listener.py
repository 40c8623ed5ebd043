"""The network card of a virtual printer, on loopback."""

import select
import socket
from contextlib import suppress
from threading import Thread

from printers.virtual.engine import Engine
from printers.virtual.faults import Fault
from printers.virtual.tcp_connection import TcpConnection

LOOPBACK = "127.0.0.1"
# Hosts in the kernel's queue while one is served, as Epson's network cards keep them.
_WAITING_HOSTS = 16
_BUFFER = 4096
_SEGMENT = 1460


class TcpListener:
    """Listens in a thread of its own, from its creation until it is closed.

    So many hosts are served at once, and their bytes mix; the others wait. While the power is
    off nobody is answered and the port is closed; when it is on again, the hosts of before are
    reset (RST).
    """

    def __init__(self, port: int, engine: Engine, places: int = 1) -> None:
        self._engine = engine
        self._places = places
        self._listener: socket.socket | None = _listener(port)
        self.port: int = self._listener.getsockname()[1]
        self._hosts: list[TcpConnection] = []
        self._closing = False
        self._bell, self._ringer = socket.socketpair()
        self._ringer.settimeout(0)
        self._bell.settimeout(0)
        engine.switches.watch(self.ring)
        self._thread = Thread(
            target=self._keep, name=f"virtual printer {self.port}", daemon=True
        )
        self._thread.start()

    @property
    def listens(self) -> bool:
        """Whether a host that calls now is let in: not while the power is off."""
        return self._listener is not None

    def close(self) -> None:
        """Hang up on the hosts, refuse the next one, and return when the thread has ended."""
        self._engine.switches.unwatch(self.ring)
        self._closing = True
        self.ring()
        self._thread.join()
        self._bell.close()
        self._ringer.close()

    def ring(self) -> None:
        """Something has changed: look at everything again."""
        with suppress(OSError):
            self._ringer.send(b"!")

    def _keep(self) -> None:
        try:
            while not self._closing:
                self._turn()
        finally:
            for host in self._hosts:
                host.part()
            self._close_port()

    def _turn(self) -> None:
        self._follow_the_power()
        ready = self._wait()
        if self._listener and self._listener.fileno() in ready:
            self._welcome(self._listener)
        for host in self._hosts:
            host.attend(ready.get(host.number, 0))
        self._hosts = [host for host in self._hosts if not host.closed]

    def _wait(self) -> dict[int, int]:
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        if (
            self._listener
            and len([host for host in self._hosts if not host.leaving]) < self._places
        ):
            poll.register(self._listener, select.POLLIN)
        for host in self._hosts:
            poll.register(host.number, select.POLLIN if host.listens else 0)
        ready = dict(poll.poll())
        if self._bell.fileno() in ready:
            self._bell.recv(4096)
        return ready

    def _welcome(self, listener: socket.socket) -> None:
        with suppress(OSError):
            line, _place = listener.accept()
            self._hosts.append(TcpConnection(line, self._engine, self.ring))

    def _follow_the_power(self) -> None:
        if self._engine.switches.is_on(Fault.POWER_CUT):
            self._close_port()
        elif self._listener is None:
            self._listener = _listener(self.port)
            self._engine.notice()

    def _close_port(self) -> None:
        if self._listener:
            self._listener.close()
            self._listener = None
            self._engine.notice()


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # As small as a printer's. Segments as on a network: loopback's are larger than the buffer.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT)
        listener.bind((LOOPBACK, port))
        listener.listen(_WAITING_HOSTS)
    except OSError:
        listener.close()
        raise
    return listener
