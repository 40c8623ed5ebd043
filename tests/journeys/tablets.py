"""Tablets without a browser: paired kiosks that speak HTTP to the real server, all at the same moment."""

import http.client
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.journeys.lobby import Lobby

PATIENCE = 300


@dataclass
class Answer:
    """What the server said, after its redirects."""

    status: int
    text: str


@dataclass
class HttpTablet:
    """One tablet: its cookie, its document's token, and what it shows."""

    origin: str
    cookie: str = ""
    token: str = ""
    shown: str = field(default="", repr=False)

    def pair(self, code: str) -> None:
        """The tablet serves guests, and holds the one document of its day."""
        self.token = _found(
            r'name="csrf_token" value="([^"]+)"', self.ask("GET", "/kiosk/").text
        )
        self.ask("POST", "/kiosk/pairing", code=code)
        self.token = _found(r'data-token="([^"]+)"', self.ask("GET", "/kiosk/").text)

    def scan(self, code: str) -> Answer:
        return self.ask("POST", "/kiosk/arrivals", code=code)

    def agree(self) -> Answer:
        encounter = _found(r"/kiosk/encounters/\w{26}", self.shown)
        return self.ask("POST", f"{encounter}/agreement")

    def ask(self, method: str, path: str, **fields: str) -> Answer:
        """One request, and the page to which it leads."""
        connection = http.client.HTTPConnection(
            urlsplit(self.origin).netloc, timeout=PATIENCE
        )
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": self.token,
            "Origin": self.origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        response = connection.getresponse()
        self.shown = response.read().decode()
        self._remember(response.headers.get_all("Set-Cookie") or [])
        connection.close()
        if response.status == http.HTTPStatus.SEE_OTHER:
            return self.ask("GET", urlsplit(response.headers["Location"]).path)
        return Answer(response.status, self.shown)

    def _remember(self, cookies: list[str]) -> None:
        for cookie in cookies:
            self.cookie = cookie.partition(";")[0]


def paired(lobby: Lobby, site: str, count: int) -> list[HttpTablet]:
    """So many tablets of the site, each with a code from the operator's command."""
    tablets = [HttpTablet(lobby.base_url) for _ in range(count)]
    for number, tablet in enumerate(tablets):
        said = lobby.command(
            "kiosk", "pair", "--site", site, "--name", f"Tablet {number}"
        )
        tablet.pair(_found(r"\b[0-9A-Z]{5}[ -]?[0-9A-Z]{5}\b", said))
    return tablets


def at_once(
    tablets: list[HttpTablet], deed: Callable[[HttpTablet], Answer]
) -> list[Answer]:
    """Every tablet does the same in the same moment."""
    start = threading.Barrier(len(tablets))

    def one(tablet: HttpTablet) -> Answer:
        start.wait(PATIENCE)
        return deed(tablet)

    with ThreadPoolExecutor(len(tablets)) as pool:
        return list(pool.map(one, tablets))


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise AssertionError(f"nothing like {pattern} in {text[:300]!r}")
    return match[match.lastindex or 0]
