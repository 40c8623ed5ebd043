"""What goes wrong with a printer, where in a badge, and how long until somebody mends it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from PIL import Image

from printers.virtual import Fault, VirtualPrinter
from printers.vocabulary import Confirmation

FRAGMENT = b"\x1dv0"
ROWS = frozenset({Fault.PAPER_OUT})
BYTES = frozenset(
    {
        Fault.OFFLINE,
        Fault.COVER_OPEN,
        Fault.NEAR_END,
        Fault.CUTTER_ERROR,
        Fault.POWER_CUT,
        Fault.SLOW_DRAIN,
        Fault.NO_PROCESS_ID,
        Fault.STALL,
        Fault.RESET,
        Fault.FIN,
        Fault.MUTE,
        Fault.GARBAGE_STATUS,
    }
)
# By what their place is counted.
KINDS = ROWS | BYTES
ENDS = 40
# What makes a printer one that confirms like this.
NATURE = {
    Confirmation.PROCESS_ID: None,
    Confirmation.BARRIER: Fault.NO_PROCESS_ID,
    Confirmation.NONE: Fault.MUTE,
}
MENDED = (0.05, 2.0)
DRAIN = (10_000.0, 100_000.0)


class Job(NamedTuple):
    """A badge's bytes as a sound printer consumes them, and its dots."""

    heard: bytes
    drawn: Image.Image


@dataclass(frozen=True)
class Mishap:
    """What happens after so many bytes or rows, and so many seconds later somebody mends it."""

    kind: Fault
    confirm: Confirmation
    after: int
    mended: float
    rate: float


def sampled(
    job: Job,
    places: int,
    confirms: Iterable[Confirmation],
    seed: int,
    kinds: Iterable[Fault] = KINDS,
) -> list[Mishap]:
    """Every kind at so many random places with each way to confirm."""
    chance = Random(seed)
    return [
        Mishap(
            kind,
            confirm,
            _place(chance, job, kind),
            chance.uniform(*MENDED),
            chance.uniform(*DRAIN),
        )
        for kind in sorted(kinds)
        for confirm in confirms
        for _ in range(places)
    ]


def befall(printer: VirtualPrinter, mishap: Mishap) -> None:
    """It will happen, or has."""
    printer.switches.turn_on(mishap.kind, after=mishap.after, rate=mishap.rate)


def has_struck(printer: VirtualPrinter, mishap: Mishap) -> bool:
    return printer.switches.place(mishap.kind) is None


def mend(printer: VirtualPrinter, mishap: Mishap) -> None:
    """All is well again, as far as this printer's nature allows."""
    if mishap.kind is Fault.POWER_CUT:
        printer.power_on()
    elif mishap.kind is not NATURE[mishap.confirm]:
        printer.switches.turn_off(mishap.kind)


def _place(chance: Random, job: Job, kind: Fault) -> int:
    """Anywhere; oftener at the beginning, at the end, and in the heads of fragments, where it is delicate."""
    if kind in ROWS:
        return chance.randint(0, job.drawn.height + 1)
    length = len(job.heard)
    return chance.choice(
        [
            chance.randint(0, length),
            chance.randint(0, length),
            chance.randint(0, length),
            chance.randint(0, ENDS),
            chance.randint(length - ENDS, length + 1),
            chance.choice(list(_fragments(job.heard))) + chance.randint(0, 8),
        ]
    )


def _fragments(heard: bytes) -> Iterator[int]:
    at = heard.find(FRAGMENT)
    while at >= 0:
        yield at
        at = heard.find(FRAGMENT, at + 1)
