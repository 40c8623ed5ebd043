"""What a virtual printer received, for tests that work out what must be on the paper."""

from dataclasses import dataclass, field
from typing import NamedTuple

from printers.virtual.faults import Fault


class Event(NamedTuple):
    """A fault, and how many bytes the mechanism had consumed by then."""

    offset: int
    kind: Fault


@dataclass
class Record:
    """Every byte that the mechanism consumed, and the faults between them; empty unless kept."""

    kept: bool
    heard: bytearray = field(default_factory=bytearray)
    events: list[Event] = field(default_factory=list)

    def note(self, piece: bytes) -> None:
        if self.kept:
            self.heard += piece

    def note_event(self, kind: Fault) -> None:
        if self.kept:
            self.events.append(Event(len(self.heard), kind))
