"""Closed lists about devices: kiosks, where their printer stands, and what browsers run on."""

from dataclasses import dataclass
from enum import StrEnum


class KioskCamera(StrEnum):
    """A kiosk's camera, as its tablet has reported it."""

    OPEN = "open"
    LOST = "lost"
    NEVER_SEEN = "never_seen"


class BrowserKind(StrEnum):
    """The browser that a tablet or a member uses."""

    CHROME = "chrome"
    EDGE = "edge"
    FIREFOX = "firefox"
    SAFARI = "safari"
    SAMSUNG = "samsung"


class OperatingSystem(StrEnum):
    """What a member's browser runs on."""

    ANDROID = "android"
    CHROME_OS = "chrome_os"
    IOS = "ios"
    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"


@dataclass(frozen=True)
class TabletReport:
    """What a tablet says of itself with its heartbeat; None is what it cannot know."""

    has_camera: bool | None = None
    battery: int | None = None
    """In percent; None where there is none, or where the browser does not tell."""
    is_charging: bool | None = None
    answer_ms: int | None = None
    """How long it waited for the answer to its last heartbeat, in milliseconds."""
    browser: BrowserKind | None = None
    browser_version: int | None = None


class PrinterSide(StrEnum):
    """Where a site's badge printer stands, seen from whoever faces the kiosk."""

    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"


class PairedDevice(StrEnum):
    """What a pairing code makes of whoever types it."""

    KIOSK = "kiosk"
    AGENT = "agent"
