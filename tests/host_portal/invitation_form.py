"""The form of a new invitation, filled in as a host would."""

import html
import re
from http import HTTPStatus
from typing import Any

from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.web.cast import Browser

LOOKED_AT = re.compile(r'name="(days|known)"[^>]*value="([^"]+)"')


def send(browser: Browser, cast: Cast, **changes: Any) -> TestResponse:
    """Gita today from two to three at Senopati, but for `changes`, with a look at what is said."""
    browser.get("/invitations/new")
    typed = filled(cast, **changes)
    answer = browser.post("/invitations", **typed)
    if answer.status_code != HTTPStatus.OK:
        return answer
    return browser.post("/invitations", **typed | looked_at(answer))


def looked_at(answer: TestResponse) -> dict[str, str]:
    """What a page that asks whether it is meant sends then: the days, and who is known."""
    return dict(LOOKED_AT.findall(answer.get_data(as_text=True)))


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
