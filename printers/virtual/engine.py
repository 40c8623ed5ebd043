"""The engine of a virtual printer: buffer, interpreter and mechanism, driven by a thread."""

from collections.abc import Callable
from contextlib import suppress
from re import Pattern
from threading import Thread
from time import monotonic

from printers.virtual import status
from printers.virtual.buffer import ReceiveBuffer
from printers.virtual.faults import BY_MECHANISM, Fault, FaultBoard
from printers.virtual.interpreter import Interpreter
from printers.virtual.mechanism import Mechanism
from printers.virtual.paper import Record
from printers.virtual.status import StatusListener

# Seconds of a slow mechanism's step: short enough to look continuous.
_NAP = 0.02


class PowerCutError(Exception):
    """The power was cut; the command under way is abandoned."""


class StoppedError(Exception):
    """The printer is being stopped."""


class Engine:
    """Prints what its transports bring; half a command waits for its rest when a host leaves.

    `changed` guards all of it, and is notified whenever something that a watcher could see has
    changed.
    """

    def __init__(
        self,
        mechanism: Mechanism,
        switches: FaultBoard,
        tank: ReceiveBuffer,
        record: Record,
    ) -> None:
        self.mechanism = mechanism
        self.switches = switches
        self.record = record
        self.changed = mechanism.changed
        self.first_byte_at: float | None = None
        self._status_sender = mechanism.voice
        self._tank = tank
        self._interpreter = Interpreter(self._draw, self._skip, mechanism)
        self._job_begins = 0
        self._idle = True
        self._dark = False
        self._stopping = False
        self._wanted: Callable[[], None] | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        if self._thread is None:
            self._stopping = False
            self.switches.watch(self._switched)
            self._thread = Thread(
                target=self._work, name="virtual printer", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Stop in whatever state; paper and record can still be looked at."""
        if self._thread is None:
            return
        self.switches.unwatch(self._switched)
        with self.changed:
            self._stopping = True
            self.changed.notify_all()
        self._thread.join()
        self._thread = None

    @property
    def waiting(self) -> bool:
        """True while it holds data until a person acts."""
        return bool(self._tank) and status.holds(self.switches.on)

    @property
    def settled(self) -> bool:
        """True when nothing more happens by itself to what was received."""
        return self._idle or status.holds(self.switches.on)

    def plug(self, line: StatusListener) -> None:
        """Connect a host: its bytes are a job, and answers go to it too. Ignored without power."""
        with self.changed:
            if not self.switches.is_on(Fault.POWER_CUT):
                self._status_sender.lines.append(line)
            self._job_begins = self._tank.received

    def is_plugged(self, line: StatusListener) -> bool:
        """True while the host is known: after a power cut none is."""
        return line in self._status_sender.lines

    def unplug(self, line: StatusListener) -> None:
        """Disconnect the host; what it sent is printed."""
        with self.changed, suppress(ValueError):
            self._status_sender.lines.remove(line)

    def host_ends(self) -> None:
        """Note that the host sends nothing more."""
        with self.changed:
            self._tank.end()
            self._idle = False
            self.changed.notify_all()

    def offer(
        self, line: StatusListener, piece: bytes, when_there_is_room: Callable[[], None]
    ) -> int:
        """Put bytes into the buffer and return how many found room.

        It is called when there is more room, or nothing more to do. Bytes of a host that is not
        connected are lost.
        """
        with self.changed:
            self._wanted = when_there_is_room
            if not self.is_plugged(line):
                return len(piece)
            taken = self._tank.put(piece)
            self._idle = self._idle and not taken
            if taken:
                self.changed.notify_all()
            return taken

    def answer_at_once(self, line: StatusListener, request: int) -> None:
        """Answer DLE EOT at once, whatever the mechanism is doing."""
        with self.changed:
            if self.is_plugged(line):
                self._status_sender.say_to(
                    line, status.real_time(request, self.switches.on)
                )

    def job_heard(self) -> None:
        """Note when a job's first byte came."""
        with self.changed:
            self.first_byte_at, self.mechanism.first_dots_at = monotonic(), None

    def notice(self) -> None:
        """Notify watchers of a change outside the engine."""
        with self.changed:
            self.changed.notify_all()

    def _work(self) -> None:
        with suppress(StoppedError):
            while True:
                with suppress(PowerCutError):
                    self._interpreter.obey()
                self._wait_for_power()

    def _draw(self, most: int) -> bytes:
        with self.changed:
            self._wait_for_bytes()
            return self._consume(most)

    def _skip(self, run: Pattern[bytes]) -> None:
        with self.changed:
            most = self._tank.leading(run)
            if most and not status.holds(self.switches.on) and not self._interrupted():
                self._consume(most)

    def _consume(self, most: int) -> bytes:
        piece = self._tank.draw(min(most, self._allowance()))
        self.record.note(piece)
        self.changed.notify_all()
        # A host is told of room once half is free, not for every byte.
        if len(self._tank) <= self._tank.size // 2:
            self._tell_of_room()
        self._pass_places()
        self.changed.wait_for(self._hurries, len(piece) / self.switches.rate)
        return piece

    def _hurries(self) -> bool:
        return self._interrupted() or not self.switches.is_on(Fault.SLOW_DRAIN)

    def _wait_for_bytes(self) -> None:
        while not self._interrupted():
            if self._tank.pass_end():
                self._interpreter.host_left()
            held = status.holds(self.switches.on)
            if self._tank and not held:
                # Whoever mended it may not have told of that yet, and what is printed now is told.
                self._status_sender.state_changed()
                return
            self._idle = not self._tank
            if self._idle:
                self._tell_of_room()
            self.changed.notify_all()
            self.changed.wait()
        raise StoppedError if self._stopping else PowerCutError

    def _interrupted(self) -> bool:
        return self._stopping or self._dark

    def _wait_for_power(self) -> None:
        with self.changed:
            self.changed.wait_for(
                lambda: self._stopping or not self.switches.is_on(Fault.POWER_CUT)
            )
            if self._stopping:
                raise StoppedError
            self._dark = False

    def _allowance(self) -> int:
        done = self._tank.taken - self._job_begins
        rests = [place - done for place in self._places().values() if place > done]
        if self.switches.is_on(Fault.SLOW_DRAIN):
            rests.append(max(1, int(self.switches.rate * _NAP)))
        return min(rests, default=self._tank.size)

    def _pass_places(self) -> None:
        done = self._tank.taken - self._job_begins
        for kind in [kind for kind, place in self._places().items() if place <= done]:
            self.switches.happen(kind)

    def _places(self) -> dict[Fault, int]:
        return self.switches.places(BY_MECHANISM)

    def _tell_of_room(self) -> None:
        if self._wanted:
            wanted, self._wanted = self._wanted, None
            wanted()

    def _switched(self) -> None:
        with self.changed:
            if self.switches.is_on(Fault.POWER_CUT) and not self._dark:
                self._go_dark()
            self._status_sender.state_changed()
            self.changed.notify_all()

    def _go_dark(self) -> None:
        self._dark = True
        self._idle = True
        self._tank.lose()
        self._status_sender.lines.clear()
        self._status_sender.report(0)
        self.record.note_event(Fault.POWER_CUT)
