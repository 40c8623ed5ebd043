"""A cable to a virtual printer: any file descriptor, such as a pseudo-terminal."""

import os
import select
import socket
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

from printers.virtual.engine import Engine
from printers.virtual.faults import Fault
from printers.virtual.status import RealtimeParser

_PIECE = 1024


class SerialCable:
    """Serves a descriptor in a thread while its context lasts; the caller closes it.

    There is no connection that could be closed: RESET and FIN mean nothing here, and everything
    that ever comes is one job.
    """

    def __init__(self, engine: Engine, end: int) -> None:
        self._engine = engine
        self._end = end
        self._ear = RealtimeParser()
        self._pending = b""
        self._closing = False
        self._bell, self._ringer = socket.socketpair()
        self._bell.settimeout(0)
        self._ringer.settimeout(0)
        self._thread = Thread(target=self._keep, name="virtual cable", daemon=True)

    def __enter__(self) -> Self:
        self._engine.plug(self)
        self._engine.switches.watch(self._ring)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.switches.unwatch(self._ring)
        self._closing = True
        self._ring()
        self._thread.join()
        self._engine.unplug(self)
        self._bell.close()
        self._ringer.close()

    def answer(self, words: bytes) -> None:
        """Say it into the cable."""
        with suppress(OSError):
            os.write(self._end, words)

    def _keep(self) -> None:
        with suppress(OSError):
            while not self._closing:
                self._turn()

    def _turn(self) -> None:
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        if not self._pending and not self._engine.switches.is_on(Fault.STALL):
            poll.register(self._end, select.POLLIN)
        ready = dict(poll.poll())
        if self._bell.fileno() in ready:
            self._bell.recv(_PIECE)
        if self._end in ready:
            self._hear(os.read(self._end, _PIECE))
        # With nothing to give: the engine would ring, and we offer again.
        if self._pending:
            taken = self._engine.offer(self, self._pending, self._ring)
            self._pending = self._pending[taken:]

    def _hear(self, piece: bytes) -> None:
        self._closing = not piece
        if not self._engine.is_plugged(self):
            self._engine.plug(self)
        for request in self._ear.hear(piece):
            self._engine.answer_at_once(self, request)
        self._pending = piece

    def _ring(self) -> None:
        with suppress(OSError):
            self._ringer.send(b"!")
