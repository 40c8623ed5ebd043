"""The faults of a virtual printer: the closed list, and the board that switches them."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from enum import StrEnum
from threading import Lock

SLOW = 2000.0


class Fault(StrEnum):
    """Everything that can be switched; in brackets, what `after` counts, and who counts it."""

    OFFLINE = "offline"
    """Offline at its panel: it holds its data. [bytes of the newest job, by the mechanism]"""
    COVER_OPEN = "cover_open"
    """It holds what it has until the cover is closed. [the same]"""
    PAPER_OUT = "paper_out"
    """It holds what it has until there is paper. [rows printed from now on]"""
    NEAR_END = "near_end"
    """The roll is nearly empty: it reports that and prints. [the same as offline]"""
    CUTTER_ERROR = "cutter_error"
    """The knife is stuck: it holds what it has until that is mended. [the same]"""
    POWER_CUT = "power_cut"
    """Silence: the buffer and a half heard command are lost, the uncut paper is not. [the same]"""
    SLOW_DRAIN = "slow_drain"
    """The mechanism takes so many bytes a second (`rate`). [the same]"""
    NO_PROCESS_ID = "no_process_id"
    """A clone that does not know GS ( H: it is skipped without an answer. [the same]"""
    STALL = "stall"
    """Nothing more is read from the line. [bytes that a host sent, by the network card]"""
    RESET = "reset"
    """Once: the connection is torn down (RST). What was read before is printed. [the same]"""
    FIN = "fin"
    """Once: the connection is closed in good order. What was read before is printed. [the same]"""
    MUTE = "mute"
    """It prints and answers nothing. [the same]"""
    GARBAGE_STATUS = "garbage_status"
    """It prints, and every answer is rubbish. [the same]"""


HOLDING = frozenset(
    {Fault.OFFLINE, Fault.COVER_OPEN, Fault.PAPER_OUT, Fault.CUTTER_ERROR}
)
MOMENTARY = frozenset({Fault.RESET, Fault.FIN})
BY_CARD = MOMENTARY | {Fault.STALL, Fault.MUTE, Fault.GARBAGE_STATUS}
BY_MECHANISM = frozenset(Fault) - BY_CARD - {Fault.PAPER_OUT}

Watcher = Callable[[], None]


class FaultBoard:
    """Switches faults, from any thread; watchers are called after each change."""

    def __init__(self) -> None:
        self.on: frozenset[Fault] = frozenset()
        self.rate = SLOW
        self._places: dict[Fault, int] = {}
        self._watchers: tuple[Watcher, ...] = ()
        self._lock = Lock()

    def turn_on(self, kind: Fault, *, after: int = 0, rate: float = SLOW) -> None:
        """Switch the fault on, now or after so many rows or bytes; `rate` is SLOW_DRAIN's bytes/s.

        RESET and FIN happen once, to the host that is there or to the next one, and are off
        again.
        """
        if kind is Fault.SLOW_DRAIN:
            self.rate = rate
        with self._lock:
            if after or kind in MOMENTARY:
                self._places = self._places | {kind: after}
            else:
                self._happen(kind)
        self._tell()

    def turn_off(self, kind: Fault) -> None:
        """Switch the fault off, also if it was still to come."""
        with self._lock:
            self.on -= {kind}
            self._places = self._without(kind)
        self._tell()

    def all_off(self) -> None:
        """Switch everything off."""
        with self._lock:
            self.on, self._places = frozenset(), {}
        self._tell()

    def is_on(self, kind: Fault) -> bool:
        return kind in self.on

    def place(self, kind: Fault) -> int | None:
        """Return after how many rows or bytes it comes; None if it does not."""
        return self._places.get(kind)

    def places(self, kinds: AbstractSet[Fault]) -> dict[Fault, int]:
        """Return after how many rows or bytes each of these comes that is still to come."""
        return {kind: at for kind, at in self._places.items() if kind in kinds}

    def is_set(self, kind: Fault) -> bool:
        """True if it is on, or to come."""
        return kind in self.on or kind in self._places

    def watch(self, watcher: Watcher) -> None:
        """Call the watcher after every change, in the thread that made it; it must be quick."""
        with self._lock:
            self._watchers += (watcher,)

    def unwatch(self, watcher: Watcher) -> None:
        """Stop calling the watcher."""
        with self._lock:
            self._watchers = tuple(
                other for other in self._watchers if other != watcher
            )

    def happen(self, kind: Fault) -> None:
        """Switch on a fault that was to come."""
        with self._lock:
            self._happen(kind)
        self._tell()

    def rows_printed(self, count: int) -> None:
        """Count printed rows, if the paper is to run out."""
        if Fault.PAPER_OUT not in self._places:
            return
        with self._lock:
            rows = self._places.get(Fault.PAPER_OUT, 0)
            if rows > count:
                self._places = self._places | {Fault.PAPER_OUT: rows - count}
            elif rows:
                self._happen(Fault.PAPER_OUT)
        self._tell()

    def _happen(self, kind: Fault) -> None:
        self.on |= {kind}
        self._places = self._without(kind)

    def _without(self, kind: Fault) -> dict[Fault, int]:
        return {
            fault: place for fault, place in self._places.items() if fault is not kind
        }

    def _tell(self) -> None:
        for watcher in self._watchers:
            watcher()
