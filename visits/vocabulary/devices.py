"""Closed lists about the devices of a lobby: kiosks and where their printer stands."""

from enum import StrEnum


class KioskCamera(StrEnum):
    """A kiosk's camera, as its tablet has reported it."""

    OPEN = "open"
    LOST = "lost"
    NEVER_SEEN = "never_seen"


class PrinterSide(StrEnum):
    """Where a site's badge printer stands, seen from whoever faces the kiosk."""

    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"


class PairedDevice(StrEnum):
    """What a pairing code makes of whoever types it."""

    KIOSK = "kiosk"
    AGENT = "agent"
