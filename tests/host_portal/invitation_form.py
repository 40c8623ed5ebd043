"""The form of a new invitation, filled in as a host would."""

import html
import re
from http import HTTPStatus
from typing import Any

from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.web.cast import Browser

LOOKED_AT = re.compile(r'name="days"[^>]*value="([^"]+)"')


def send(browser: Browser, cast: Cast, **changes: Any) -> TestResponse:
    """Gita today from two to three at Senopati, but for `changes`, with a look at the days."""
    browser.get("/invitations/new")
    typed = filled(cast, **changes)
    answer = browser.post("/invitations", **typed)
    looked_at = LOOKED_AT.search(answer.get_data(as_text=True))
    if answer.status_code == HTTPStatus.OK and looked_at:
        return browser.post("/invitations", **typed | {"days": looked_at[1]})
    return answer


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
        "weeks": "1",
    }
    return usual | changes


def shown(answer: TestResponse) -> str:
    """The page as a reader sees its words."""
    return html.unescape(answer.get_data(as_text=True))
