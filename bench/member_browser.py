"""A member's browser, signed in over HTTP as people do it."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit


def signed_in(face: str, login: str, password: str) -> dict[str, str]:
    """The cookie header of a member who has signed in at the face, a URL that ends in a slash."""
    parts = urlsplit(face)
    path = f"{parts.path}sign-in"
    connection = HTTPConnection(parts.netloc, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    cookie, page = _cookie(answer.headers["Set-Cookie"]), answer.read().decode()
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
    return {"Cookie": _cookie(answer.headers["Set-Cookie"])}


def _cookie(header: str) -> str:
    return header.partition(";")[0]
