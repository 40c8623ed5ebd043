"""The form of a new invitation, filled in as a host would."""

import html
from typing import Any

from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.web.cast import Browser


def send(browser: Browser, cast: Cast, **changes: Any) -> TestResponse:
    """Gita today from two to three at Senopati, but for `changes`."""
    browser.get("/invitations/new")
    return browser.post("/invitations", **filled(cast, **changes))


def filled(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the form's fields hold then."""
    usual = {
        "nonce": "tap",
        "name": "Gita Pramesti",
        "badge_name": "",
        "email": "gita@example.org",
        "phone": "",
        "site": str(cast.senopati.id),
        "day": "2026-11-23",
        "starts": "14:00",
        "ends": "15:00",
        "purpose": "meeting",
        "language": "en",
        "least_level": "usual",
    }
    return usual | changes


def shown(answer: TestResponse) -> str:
    """The page as a reader sees its words."""
    return html.unescape(answer.get_data(as_text=True))
