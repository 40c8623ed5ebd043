"""One host's connection to a virtual printer, from its first byte to the last answer."""

import select
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from printers.virtual.engine import Engine
from printers.virtual.faults import BY_CARD, MOMENTARY, Fault
from printers.virtual.status import RealtimeParser

# Bytes read at once: as many as the kernel keeps for it (tcp_listener.py).
PIECE = 4096
# SO_LINGER of 0 s: close sends RST.
_AT_ONCE = struct.pack("ii", 1, 0)
_GONE = select.POLLERR | select.POLLHUP


class TcpConnection:
    """Read until it ends, answered until all that it sent is printed or held.

    A piece is searched for status requests when it comes, then waits for room in the buffer.
    Behind a waiting piece nothing more is read, so a request further back is not seen: as in
    real printers.
    """

    def __init__(
        self, line: socket.socket, engine: Engine, ring: Callable[[], None]
    ) -> None:
        self.closed = False
        self.leaving = False
        self.number = line.fileno()
        self._line = line
        self._engine = engine
        self._ring = ring
        self._ear = RealtimeParser()
        self._pending = b""
        self._received = 0
        self._ended = False
        self._said_all = False
        line.settimeout(0)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        engine.plug(self)

    @property
    def listens(self) -> bool:
        """Whether it is worth reading from now."""
        if self.leaving:
            return True
        stalls = self._engine.switches.is_on(Fault.STALL)
        return not (self._pending or self._ended or stalls) and self._engine.is_plugged(
            self
        )

    def answer(self, words: bytes) -> None:
        """Say it, if the host still fetches its answers."""
        with suppress(OSError):
            self._line.send(words)

    def attend(self, events: int) -> None:
        """Do what can be done now; the events are those of poll."""
        if self.leaving:
            self._throw_away(events)
        elif not self._engine.is_plugged(self):
            self._outlive_the_power(events)
        else:
            self._serve(events)

    def part(self) -> None:
        """The connection is over, in good order where that is possible."""
        self._leave()
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._close()

    def _serve(self, events: int) -> None:
        if events & select.POLLIN:
            self._read()
        elif events & _GONE:
            self._pending, self._ended = b"", True
        self._pass_on()
        if self._said_all and self._engine.settled:
            self.part()
        elif not self._pending:
            self._pass_places()

    def _read(self) -> None:
        try:
            piece = self._line.recv(self._allowance())
        except OSError:
            piece = b""
        self._ended = not piece
        self._received += len(piece)
        silent = not self._ear.others
        for request in self._ear.hear(piece):
            self._engine.answer_at_once(self, request)
        if silent and self._ear.others:
            self._engine.job_heard()
        self._pending = piece

    def _pass_on(self) -> None:
        # A host with nothing to give is not offered: the engine would ring, and we offer again.
        if self._pending or self._ended:
            taken = self._engine.offer(self, self._pending, self._ring)
            self._pending = self._pending[taken:]
        if self._ended and not self._pending and not self._said_all:
            self._said_all = True
            self._engine.host_ends()

    def _allowance(self) -> int:
        rests = [
            place - self._received
            for place in self._places().values()
            if place > self._received
        ]
        return min([PIECE, *rests])

    def _pass_places(self) -> None:
        reached = [
            kind for kind, place in self._places().items() if place <= self._received
        ]
        for kind in sorted(reached, key=lambda kind: kind in MOMENTARY):
            if kind is Fault.RESET:
                self._reset()
            elif kind is Fault.FIN:
                self._finish()
            else:
                self._engine.switches.happen(kind)

    def _places(self) -> dict[Fault, int]:
        return self._engine.switches.places(BY_CARD)

    def _reset(self) -> None:
        self._engine.switches.turn_off(Fault.RESET)
        self._leave()
        self._tear()

    def _finish(self) -> None:
        self._engine.switches.turn_off(Fault.FIN)
        self._leave()
        self.leaving = not self.closed
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)

    def _leave(self) -> None:
        if not self._said_all:
            self._said_all = True
            self._engine.host_ends()
        self._engine.unplug(self)

    def _throw_away(self, events: int) -> None:
        try:
            is_over = bool(events) and not self._line.recv(PIECE)
        except OSError:
            is_over = True
        if is_over:
            self._close()

    def _outlive_the_power(self, events: int) -> None:
        if events & _GONE:
            self._close()
        elif not self._engine.switches.is_on(Fault.POWER_CUT):
            self._tear()

    def _tear(self) -> None:
        if not self.closed:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self._close()

    def _close(self) -> None:
        self.closed = True
        self._line.close()
