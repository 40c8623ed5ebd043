"""A member's browser, signed in over HTTP as people do it."""

import re
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit


def signed_in(face: str, login: str, password: str) -> dict[str, str]:
    """The cookie header of a member who has signed in at the face, a URL that ends in a slash."""
    parts = urlsplit(face)
    path = f"{parts.path}sign-in"
    connection = HTTPConnection(parts.netloc, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    cookie, page = _cookies(answer), answer.read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    fields = {
        "csrf_token": found[1] if found else "",
        "email": login,
        "password": password,
    }
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request("POST", path, urlencode(fields), kind)
    answer = connection.getresponse()
    answer.read()
    return {"Cookie": _cookies(answer)}


def _cookies(answer: HTTPResponse) -> str:
    """All that are set: one of the session, another of the browser that is known from now on."""
    given = answer.headers.get_all("Set-Cookie", [])
    return "; ".join(cookie.partition(";")[0] for cookie in given)
