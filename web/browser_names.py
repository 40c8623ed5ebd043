"""What a browser calls itself, made coarse: which it is and what it runs on, and no more."""

import re

from flask_babel import gettext

from visits.people.remembered_devices import OwnDevice
from visits.vocabulary.devices import BrowserKind, OperatingSystem

# Each names itself after the ones that it wants to be taken for, so the first that fits is it.
_BROWSERS = (
    (BrowserKind.EDGE, re.compile(r"\bEdg(?:A|iOS)?/(\d{1,4})\b")),
    (BrowserKind.SAMSUNG, re.compile(r"\bSamsungBrowser/(\d{1,4})\b")),
    (BrowserKind.FIREFOX, re.compile(r"\b(?:Firefox|FxiOS)/(\d{1,4})\b")),
    (BrowserKind.CHROME, re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS)/(\d{1,4})\b")),
    (BrowserKind.SAFARI, re.compile(r"\bVersion/(\d{1,4})\b.* Safari/")),
)
_SYSTEMS = (
    (OperatingSystem.ANDROID, re.compile(r"\bAndroid\b")),
    (OperatingSystem.IOS, re.compile(r"\b(?:iPhone|iPad|iPod)\b")),
    (OperatingSystem.CHROME_OS, re.compile(r"\bCrOS\b")),
    (OperatingSystem.WINDOWS, re.compile(r"\bWindows NT\b")),
    (OperatingSystem.MACOS, re.compile(r"\bMacintosh\b")),
    (OperatingSystem.LINUX, re.compile(r"\bLinux\b")),
)
BROWSERS = {
    BrowserKind.CHROME: "Chrome",
    BrowserKind.EDGE: "Edge",
    BrowserKind.FIREFOX: "Firefox",
    BrowserKind.SAFARI: "Safari",
    BrowserKind.SAMSUNG: "Samsung Internet",
}
SYSTEMS = {
    OperatingSystem.ANDROID: "Android",
    OperatingSystem.CHROME_OS: "ChromeOS",
    OperatingSystem.IOS: "iOS",
    OperatingSystem.LINUX: "Linux",
    OperatingSystem.MACOS: "macOS",
    OperatingSystem.WINDOWS: "Windows",
}
"""Names that are the same in every language."""


def browser_of(user_agent: str) -> tuple[BrowserKind | None, int | None]:
    """Return the browser and its major version; None and None of one that is not known."""
    for browser, pattern in _BROWSERS:
        if found := pattern.search(user_agent):
            return browser, int(found[1])
    return None, None


def system_of(user_agent: str) -> OperatingSystem | None:
    """Return what the browser runs on; None of what is not known."""
    found = (system for system, pattern in _SYSTEMS if pattern.search(user_agent))
    return next(found, None)


def shown(device: OwnDevice) -> str:
    """Return what a member reads of their device, such as "Firefox on Android"."""
    name = BROWSERS[device.browser] if device.browser else str(gettext("A browser"))
    if device.system is None:
        return name
    system = SYSTEMS[device.system]
    return str(gettext("%(browser)s on %(system)s", browser=name, system=system))
