"""What a heartbeat says of the tablet: its camera, battery, network and browser.

The addresses of heartbeats are the tablet's own words: what is out of range, or no number, is
as if it had not been said.
"""

import re

from flask import request

from visits.vocabulary.devices import TabletReport
from web.browser_names import browser_of

HIGHEST_PERCENT = 100
# The page itself gives up after ten seconds.
LONGEST_ANSWER_MS = 60_000


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


def _number(name: str, highest: int) -> int | None:
    said = request.args.get(name, "")
    number = int(said) if re.fullmatch(r"[0-9]{1,5}", said) else None
    return number if number is not None and number <= highest else None
