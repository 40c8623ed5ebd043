"""What is broken: each printer, tablet and way of telling, since when, and what to do about it."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext

from front_desk.devices.tablets import troubles
from front_desk.devices.template_filters import last_seen, printer_advice, readiness
from front_desk.labels import BAD
from front_desk.template_filters import blocked_text
from visits.printing.print_problems import BlockedBadges
from visits.store.sites import Kiosk, Printer


class Broken(NamedTuple):
    """Something that somebody has to mend."""

    key: str
    """The same as long as it is the same trouble."""
    text: str
    advice: str = ""


def mark(devices: Iterable[Broken]) -> int:
    """Return 32 bits that change when one breaks or is mended, also by the passing of time."""
    return zlib.crc32(repr(list(devices)).encode())


def tablets(kiosks: Sequence[Kiosk], now: datetime) -> Iterator[Broken]:
    """Say which tablets were not seen for five minutes, and which lack camera or power."""
    for kiosk in kiosks:
        seen = last_seen(kiosk, now)
        # What one that is gone has said of itself helps nobody.
        states = [seen] if seen.severity == BAD else troubles(kiosk, now)
        bad = [str(state.text) for state in states if state.severity == BAD]
        if bad:
            yield Broken(kiosk.public_id, f"{kiosk.name}: {' '.join(bad)}")


def machines(printers: Sequence[Printer], now: datetime) -> Iterator[Broken]:
    """Say which printers print nothing now, or are set up wrongly."""
    for printer in printers:
        state = readiness(printer, now)
        if state.severity == BAD:
            text = f"{printer.name}: {state.text}"
            yield Broken(printer.public_id, text, printer_advice(printer, now))


def machines_with_badges(
    printers: Sequence[Printer], blocked: Sequence[BlockedBadges], now: datetime
) -> Iterator[Broken]:
    """Say the same with how many badges wait, and what else keeps badges from coming out."""
    broken = {one.key: one for one in machines(printers, now)}
    for held in blocked:
        printer = held.problem.printer
        known = broken.pop(printer.public_id, None) if printer else None
        usual = gettext("What waits comes out by itself as soon as that is mended.")
        advice = known.advice if known and known.advice else usual
        key = printer.public_id if printer else str(held.problem.kind)
        yield Broken(key, blocked_text(held), advice)
    yield from broken.values()
