"""The mechanism of a virtual printer: head, feed and cutter, and its answers to commands."""

from dataclasses import dataclass
from threading import Condition
from time import monotonic

from printers.virtual import status
from printers.virtual.buffer import SIZE
from printers.virtual.faults import Fault, FaultBoard
from printers.virtual.paper import Roll, Tray
from printers.virtual.status import StatusSender

_MAKER = 66


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How a printer is built; `hosts` are served at once; without a cutter, ESC d ends a badge."""

    cutter: bool = True
    hosts: int = 1
    buffer: int = SIZE
    maker: str = "LENCANA"
    model: str = "VIRTUAL"


class Mechanism:
    """Moves as the interpreter orders; everything visible changes under `changed`."""

    def __init__(
        self, roll: Roll, tray: Tray, switches: FaultBoard, build: Build
    ) -> None:
        self.width = roll.width
        self.roll = roll
        self.tray = tray
        self.voice = StatusSender(switches)
        self.changed = Condition()
        self.faults: list[str] = []
        self.first_dots_at: float | None = None
        self._faults = switches
        self._build = build

    def initialize(self) -> None:
        with self.changed:
            self.voice.report(0)

    @property
    def rows_left(self) -> int | None:
        """After how many rows the paper runs out; None if it does not."""
        return self._faults.place(Fault.PAPER_OUT)

    def burn(self, across: int, dots: bytes) -> None:
        """Print whole rows of so many bytes each."""
        with self.changed:
            self.roll.burn(across, dots)
            self.first_dots_at = self.first_dots_at or monotonic()
            self.changed.notify_all()
        self._faults.rows_printed(len(dots) // across)

    def feed(self, rows: int) -> None:
        across = self.width // 8
        self.burn(across, bytes(across * rows))
        if not self._build.cutter:
            self._drop()

    def cut(self) -> None:
        if self._build.cutter:
            self._drop()
        else:
            self.fault("a cut where there is no cutter")

    def report(self, mask: int) -> None:
        with self.changed:
            self.voice.report(mask)

    def say_paper(self) -> None:
        self._say(status.paper(self._faults.on))

    def say_name(self, which: int) -> None:
        name = self._build.maker if which == _MAKER else self._build.model
        self._say(b"_" + name.encode() + b"\x00")

    def say_process_id(self, token: bytes) -> None:
        if not self._faults.is_on(Fault.NO_PROCESS_ID):
            self._say(b"7\x22" + token + b"\x00")

    def fault(self, words: str) -> None:
        with self.changed:
            self.faults.append(words)
            self.changed.notify_all()

    def _say(self, words: bytes) -> None:
        with self.changed:
            self.voice.say(words)

    def _drop(self) -> None:
        with self.changed:
            self.tray.drop(self.roll.cut())
            self.changed.notify_all()
