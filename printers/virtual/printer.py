"""A real TCP printer on loopback that shows its paper as a picture."""

import io
import socket
from threading import Condition
from time import monotonic
from types import TracebackType
from typing import Self

from PIL import Image

from printers.virtual.door import LOOPBACK, Door
from printers.virtual.interpreter import Interpreter, UnintelligibleError
from printers.virtual.job import Job
from printers.virtual.paper import Paper


class VirtualPrinter:
    """Serves one host at a time, like a network card; keeps the last cut badge in memory and nothing else."""

    def __init__(self, port: int = 0, width: int = 576) -> None:
        self.width = width
        self.badges = 0
        self.faults: list[str] = []
        self.first_byte_at: float | None = None
        self._port = port
        self._door: Door | None = None
        self._roll = Paper(width)
        self._sheet: Image.Image | None = None
        self._changed = Condition()

    @property
    def address(self) -> str:
        """Where to deliver: `tcp://127.0.0.1:PORT`."""
        return f"tcp://{LOOPBACK}:{self._port}"

    def start(self) -> Self:
        """Listen from now on; raises OSError if the port is taken."""
        self.online()
        return self

    def stop(self) -> None:
        """Listen no more; the paper stays to be looked at."""
        self.offline()

    def online(self) -> None:
        """Open the port, the same as before if there was one."""
        if self._door is None:
            self._door = Door(self._port, self._serve)
            self._port = self._door.port

    def offline(self) -> None:
        """Close the port and hang up on the host: the next one is refused."""
        if self._door is not None:
            self._door.close()
            self._door = None

    def paper(self) -> Image.Image | None:
        """Return the last cut badge, black dots on white paper, as wide as the roll."""
        with self._changed:
            return self._sheet.copy() if self._sheet else None

    def paper_png(self) -> bytes | None:
        """Return the last cut badge as a PNG."""
        sheet = self.paper()
        if sheet is None:
            return None
        png = io.BytesIO()
        sheet.save(png, "PNG")
        return png.getvalue()

    def clear(self) -> None:
        """Throw the last cut badge away; the count stays."""
        with self._changed:
            self._sheet = None

    def wait_for_badges(self, count: int, timeout: float) -> bool:
        """Return whether `count` badges have been cut since the start, after `timeout` seconds at most."""
        with self._changed:
            return self._changed.wait_for(lambda: self.badges >= count, timeout)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _serve(self, host: socket.socket) -> None:
        job = Job(host, self._roll, self._begin, self._cut)
        try:
            Interpreter(job.take, job).obey()
        except UnintelligibleError as fault:
            self.faults.append(str(fault))
            job.ignore_the_rest()
        except OSError:
            self.faults.append("the host hung up in the middle")

    def _begin(self) -> None:
        self.first_byte_at = monotonic()

    def _cut(self) -> None:
        with self._changed:
            self._sheet = self._roll.cut()
            self.badges += 1
            self._changed.notify_all()
