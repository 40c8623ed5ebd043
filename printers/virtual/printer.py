"""A real TCP printer on loopback that shows its paper as a picture."""

import io
from collections.abc import Callable
from types import TracebackType
from typing import Self

from PIL import Image

from printers.virtual.buffer import ReceiveBuffer
from printers.virtual.engine import Engine
from printers.virtual.faults import Fault, FaultBoard
from printers.virtual.mechanism import Build, Mechanism
from printers.virtual.paper import Event, Record, Roll, Tray
from printers.virtual.tcp_listener import LOOPBACK, TcpListener

ORDINARY = Build()
_START = 5.0


class VirtualPrinter:
    """Serves one host at a time, like a network card; keeps only the last badge, in memory.

    With `record` it keeps all badges, and every byte it received.
    """

    def __init__(
        self,
        port: int = 0,
        width: int = 576,
        switches: FaultBoard | None = None,
        *,
        record: bool = False,
        build: Build = ORDINARY,
    ) -> None:
        self.width = width
        self.switches = switches or FaultBoard()
        self._port = port
        self._build = build
        self._card: TcpListener | None = None
        self._record = Record(record)
        self._tray = Tray(keep_all=record)
        self._mechanism = Mechanism(Roll(width), self._tray, self.switches, build)
        self.engine = Engine(
            self._mechanism, self.switches, ReceiveBuffer(build.buffer), self._record
        )

    @property
    def address(self) -> str:
        """Where to deliver: `tcp://127.0.0.1:PORT`."""
        return f"tcp://{LOOPBACK}:{self._port}"

    @property
    def badges(self) -> int:
        """How many sheets have been cut since the start."""
        return self._tray.count

    @property
    def faults(self) -> list[str]:
        """What our encoder never writes and yet was heard; commands by their bytes, never dots."""
        return self._mechanism.faults

    @property
    def first_byte_at(self) -> float | None:
        """When the newest job's first byte came, beside status requests and NULs (monotonic s)."""
        return self.engine.first_byte_at

    @property
    def first_dots_at(self) -> float | None:
        """When its first row was printed, in monotonic seconds; None until then."""
        return self._mechanism.first_dots_at

    @property
    def listens(self) -> bool:
        """Whether its port is open; a moment after a power cut it is not."""
        return self._card is not None and self._card.listens

    @property
    def waiting(self) -> bool:
        """Whether it holds data until a person has mended it."""
        return self.engine.waiting

    @property
    def rows(self) -> int:
        """How many rows hang out of the printer, printed and not cut."""
        return self._mechanism.roll.rows

    @property
    def heard(self) -> bytes:
        """Every byte that was consumed, in order; LookupError if nothing is recorded."""
        with self.engine.changed:
            return bytes(self._recorded().heard)

    @property
    def events(self) -> list[Event]:
        """What befell the mechanism, with the offset in `heard`. Raises LookupError like it."""
        with self.engine.changed:
            return list(self._recorded().events)

    @property
    def sheets(self) -> list[Image.Image]:
        """The sheets that are kept, oldest first: all with `record`, else the last."""
        with self.engine.changed:
            return [sheet.copy() for sheet in self._tray.sheets]

    def start(self) -> Self:
        """Listen from now on; raises OSError if the port is taken."""
        self.online()
        self.engine.start()
        return self

    def stop(self) -> None:
        """Listen and print no more; the paper stays to be looked at."""
        self.offline()
        self.engine.stop()

    def online(self) -> None:
        """Open the port, the same as before if there was one."""
        if self._card is None:
            self._card = TcpListener(self._port, self.engine, self._build.hosts)
            self._port = self._card.port

    def offline(self) -> None:
        """Close the port and hang up on the host: the next one is refused."""
        if self._card is not None:
            self._card.close()
            self._card = None

    def power_on(self) -> None:
        """Listen again after a power cut, with an empty buffer and the uncut paper in it."""
        self.switches.turn_off(Fault.POWER_CUT)
        self.wait_until(lambda: self._card is None or self._card.listens, _START)

    @property
    def has_paper(self) -> bool:
        """Whether a cut badge is there to be looked at."""
        return bool(self._tray.sheets)

    def paper(self) -> Image.Image | None:
        """Return the last cut badge, black dots on white paper, as wide as the roll."""
        with self.engine.changed:
            return self._tray.sheets[-1].copy() if self._tray.sheets else None

    def paper_png(self) -> bytes | None:
        """Return the last cut badge as a PNG."""
        sheet = self.paper()
        if sheet is None:
            return None
        png = io.BytesIO()
        sheet.save(png, "PNG")
        return png.getvalue()

    def clear(self) -> None:
        """Throw away the cut badges and what was recorded; the count stays."""
        with self.engine.changed:
            self._tray.sheets.clear()
            self._record.heard.clear()
            self._record.events.clear()

    def forget_faults(self) -> None:
        """Forget the faults noted until now."""
        with self.engine.changed:
            self._mechanism.faults.clear()
            self.engine.changed.notify_all()

    def wait_for_badges(self, count: int, timeout: float) -> bool:
        """Wait `timeout` seconds at most; return whether `count` badges have been cut."""
        return self.wait_until(lambda: self.badges >= count, timeout)

    def wait_until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait `timeout` seconds at most; return whether `condition` became true."""
        with self.engine.changed:
            return self.engine.changed.wait_for(condition, timeout)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _recorded(self) -> Record:
        if not self._record.kept:
            raise LookupError("nothing is recorded: VirtualPrinter(record=True)")
        return self._record
