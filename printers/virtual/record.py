"""What a printer has heard, for a reader that wants to know by itself what must be on the paper."""

from dataclasses import dataclass, field
from typing import NamedTuple

from printers.virtual.faults import Fault


class Event(NamedTuple):
    """Something that befell the mechanism when it had consumed so many bytes."""

    offset: int
    kind: Fault


@dataclass
class Record:
    """Every byte that the mechanism consumed, in order; power cuts reset its parser. Empty unless kept."""

    kept: bool
    heard: bytearray = field(default_factory=bytearray)
    events: list[Event] = field(default_factory=list)

    def note(self, piece: bytes) -> None:
        if self.kept:
            self.heard += piece

    def note_event(self, kind: Fault) -> None:
        if self.kept:
            self.events.append(Event(len(self.heard), kind))
