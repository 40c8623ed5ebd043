"""A guest's browser: it sends the forms of the pages it looks at."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def words(answer: TestResponse) -> str:
    """The page as a reader sees its words."""
    return html.unescape(answer.get_data(as_text=True))


def token(browser: FlaskClient, page: str, action: str) -> str:
    """The token of the page's form that goes there."""
    forms = _FORM.findall(browser.get(page).get_data(as_text=True))
    [fields] = [
        inside for goes_to, inside in forms if goes_to.partition("?")[0] == action
    ]
    found = _TOKEN.search(fields)
    assert found
    return found[1]


def send(browser: FlaskClient, page: str, action: str, **fields: Any) -> TestResponse:
    """The form of the page is filled in and sent."""
    data = {"csrf_token": token(browser, page, action), **fields}
    return browser.post(action, data=data, headers={"Origin": "http://localhost"})


def do(browser: FlaskClient, page: str, action: str, **fields: Any) -> str:
    """The same, and what the next page says."""
    answer = send(browser, page, action, **fields)
    assert answer.status_code == 303, words(answer)
    return words(browser.get(answer.headers["Location"]))
