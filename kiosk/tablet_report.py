"""What a heartbeat says of the tablet: its camera, battery, network and browser.

The addresses of heartbeats are the tablet's own words: what is out of range, or no number, is
as if it had not been said.
"""

import re

from flask import request

from visits.vocabulary.devices import TabletBrowser, TabletReport

HIGHEST_PERCENT = 100
# The page itself gives up after ten seconds.
LONGEST_ANSWER_MS = 60_000
# Each names itself after the ones that it wants to be taken for, so the first that fits is it.
BROWSERS = (
    (TabletBrowser.EDGE, re.compile(r"\bEdgA?/(\d{1,4})\b")),
    (TabletBrowser.SAMSUNG, re.compile(r"\bSamsungBrowser/(\d{1,4})\b")),
    (TabletBrowser.FIREFOX, re.compile(r"\b(?:Firefox|FxiOS)/(\d{1,4})\b")),
    (
        TabletBrowser.CHROME,
        re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS)/(\d{1,4})\b"),
    ),
    (TabletBrowser.SAFARI, re.compile(r"\bVersion/(\d{1,4})\b.* Safari/")),
)


def sent() -> TabletReport:
    """Read the report of this heartbeat."""
    browser, version = browser_of(request.headers.get("User-Agent", ""))
    return TabletReport(
        has_camera={"open": True, "absent": False}.get(request.args.get("camera", "")),
        battery=_number("battery", HIGHEST_PERCENT),
        is_charging={"1": True, "0": False}.get(request.args.get("charging", "")),
        answer_ms=_number("answered", LONGEST_ANSWER_MS),
        browser=browser,
        browser_version=version,
    )


def browser_of(user_agent: str) -> tuple[TabletBrowser | None, int | None]:
    """Return the browser and its major version; None and None of one that is not known."""
    for browser, pattern in BROWSERS:
        if found := pattern.search(user_agent):
            return browser, int(found[1])
    return None, None


def _number(name: str, highest: int) -> int | None:
    said = request.args.get(name, "")
    number = int(said) if re.fullmatch(r"[0-9]{1,5}", said) else None
    return number if number is not None and number <= highest else None
