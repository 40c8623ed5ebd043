"""A badge, or a roll, printed: drawn, encoded and delivered, strip by strip."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Protocol

from printers.addresses import Device
from printers.badge import BadgeContent
from printers.delivery.connect import connect
from printers.delivery.deadlines import DEFAULT, Deadlines
from printers.drawing import roll
from printers.drawing.layout import bands, ruler, void
from printers.escpos.commands import ROWS, START, ending, fragments
from printers.roll import PrintContent, RollContent
from printers.vocabulary import Outcome, PrinterCondition

# Seconds for 25 cm of paper: over the slowest serial line that is allowed, and in the slowest unit.
TO_SEND, TO_PRINT = 12.0, 5.0


class Observer(Protocol):
    """Told how far a badge is, while it is printed."""

    def started(self) -> None:
        """The printer is ready and the badge is sent next, unless this raises an exception."""

    def waits(self, condition: PrinterCondition) -> None:
        """Report why the printer that holds the badge waits; a fit condition means it goes on."""


class Unobserved:
    """An observer that does nothing."""

    def started(self) -> None:
        """Ignore it."""

    def waits(self, condition: PrinterCondition) -> None:
        """Ignore it."""


UNOBSERVED = Unobserved()


def print_badge(
    badge: PrintContent,
    device: Device,
    *,
    deadlines: Deadlines = DEFAULT,
    eject: bool = False,
    observer: Observer = UNOBSERVED,
) -> Outcome:
    """Print the badge or roll; with `eject`, first mark a stub there as void and put it out.

    Raises PrinterError, which says why and how much was sent: the badge cannot be drawn, the
    printer cannot be reached or is not ready (nothing), it failed half-way (a part: print again
    with `eject`), or nobody knows whether the badge is complete (everything: a person is
    asked).
    """
    strips, deadlines = _pieces(badge, device, deadlines)
    with connect(device, deadlines) as session:
        # Asked first: the answers come while the first strip is drawn.
        session.greet()
        first = next(strips)
        session.check_ready()
        # The agent's journal and the server know of the attempt before the first byte is sent.
        observer.started()
        # Before START: a fragment that was cut short would swallow that as its own dots.
        stub = [ejection(device.width, device.cutter)] if eject else []
        session.send(
            chain(stub, [START + first], strips),
            ending(device.cutter),
            observer.waits,
        )
        return session.confirm(observer.waits)


def print_ruler(device: Device, *, deadlines: Deadlines = DEFAULT) -> Outcome:
    """Print a ruler as wide as the device should print; raises PrinterError like `print_badge`."""
    with connect(device, deadlines) as session:
        session.check_ready()
        session.send([START + fragments(ruler(device.width))], ending(device.cutter))
        return session.confirm()


def encoded_strips(badge: BadgeContent, width: int = 576) -> Iterator[bytes]:
    """Yield the badge's raster fragments, strip by strip, each drawn when it is asked for.

    Raises PrinterError before the first: unknown_width, no_fonts, or bad_code if the code is
    not a badge's.
    """
    yield from map(fragments, bands(badge, width))


def _pieces(
    content: PrintContent, device: Device, deadlines: Deadlines
) -> tuple[Iterator[bytes], Deadlines]:
    """Return what is sent, and the time for it: each further strip of a roll takes some seconds."""
    if not isinstance(content, RollContent):
        return encoded_strips(content, device.width), deadlines
    further = roll.count(content) - 1
    longer = replace(
        deadlines,
        whole=deadlines.whole + further * TO_SEND,
        confirm=deadlines.confirm + further * TO_PRINT,
    )
    return _cut_strips(content, device), longer


def _cut_strips(content: RollContent, device: Device) -> Iterator[bytes]:
    """Yield the strips of a roll, each but the last cut off: what ends the last ends the roll."""
    for number, strip in enumerate(roll.strips(content, device.width)):
        yield (ending(device.cutter) if number else b"") + fragments(strip)


def ejection(width: int, cutter: bool) -> bytes:  # noqa: FBT001 - what a unit has is a yes or a no
    """Return the bytes that mark a stub in the printer as void and put it out.

    A fragment that was cut short is filled up with NUL first: outside of one a printer ignores
    NUL.
    """
    return bytes(ROWS * width // 8) + START + fragments(void(width)) + ending(cutter)
