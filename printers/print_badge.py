"""A badge, printed: drawn, encoded and delivered, strip by strip."""

from collections.abc import Iterator
from itertools import chain
from typing import Protocol

from printers.badge import BadgeContent
from printers.delivery.outcome import DEFAULT, Deadlines
from printers.delivery.session import connect
from printers.device import Device
from printers.drawing.layout import ruler
from printers.escpos import job
from printers.escpos.commands import ending
from printers.escpos.raster import START, fragments
from printers.vocabulary import Outcome, PrinterCondition


def print_ruler(device: Device, *, deadlines: Deadlines = DEFAULT) -> Outcome:
    """Print a ruler as wide as the device should print; raises PrinterError like `print_badge`."""
    drawn = START + fragments(ruler(device.width))
    with connect(device, deadlines) as session:
        session.check_ready()
        session.send([drawn], ending(device.cutter))
        return session.confirm()


class Observer(Protocol):
    """Whoever wants to know how far a badge is."""

    def started(self) -> None:
        """The printer is ready, and the badge goes out next; raise, and it does not."""

    def waits(self, condition: PrinterCondition) -> None:
        """The printer holds some or all of the badge and says why it waits; fit to print, and it goes on."""


class Unobserved:
    """Nobody wants to know."""

    def started(self) -> None:
        """Nobody is told."""

    def waits(self, condition: PrinterCondition) -> None:
        """Nobody is told."""


UNOBSERVED = Unobserved()


def print_badge(
    badge: BadgeContent,
    device: Device,
    *,
    deadlines: Deadlines = DEFAULT,
    eject: bool = False,
    observer: Observer = UNOBSERVED,
) -> Outcome:
    """Print the badge on the device, which first puts out a stub that lies in it if `eject`.

    Raises PrinterError, which says why and how much was handed over: the badge cannot be drawn, the printer
    cannot be reached or is not ready (nothing), it failed half-way (a part: print again with `eject`), or
    nobody knows whether the badge is complete (everything: a person is asked).
    """
    strips = job.content(badge, device.width)
    with connect(device, deadlines) as session:
        session.greet()
        first = next(strips)
        session.check_ready()
        observer.started()
        session.send(
            _bytes(device, first, strips, eject=eject),
            ending(device.cutter),
            observer.waits,
        )
        return session.confirm(observer.waits)


def _bytes(
    device: Device, first: bytes, strips: Iterator[bytes], *, eject: bool
) -> Iterator[bytes]:
    """Put the stub before the start: its fragment would swallow that."""
    stub = [job.eject(device.width, device.cutter)] if eject else []
    yield from chain(stub, [START + first], strips)
