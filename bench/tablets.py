"""Kiosks of a served product, paired over HTTP, at which guests type their codes."""

import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from pydantic import SecretStr
from sqlmodel import select

from bench.product import free_port, serving
from lencana import installation
from lencana.demo import seed
from lencana.settings import Settings
from visits import invitations, planned_visits, sites, visit_state
from visits.invitations import NewInvitation
from visits.people.quotas import DEFAULT
from visits.store import schema
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import MembershipPlan, Site
from visits.vocabulary.visits import Level, VisitPurpose

NAMES = (
    "Gita Lestari",
    "Søren Kjærgård",
    "Nguyễn Thị Minh Khai",
    "Ana de la Cruz",
    "Bo Li",
)


class Tablet(NamedTuple):
    """A paired tablet's connection."""

    connection: HTTPConnection
    headers: dict[str, str]

    def scan(self, code: str) -> str:
        """The address of the encounter that waits for the guest to agree."""
        self.connection.request(
            "POST", "/kiosk/arrivals", urlencode({"code": code}), self.headers
        )
        answer = self.connection.getresponse()
        answer.read()
        return str(answer.headers["Location"])

    def tap(self, encounter: str) -> None:
        """The guest agrees, and is in."""
        self.connection.request("POST", f"{encounter}/agreement", "", self.headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.SEE_OTHER:
            raise RuntimeError(f"a guest was answered {answer.status}")


class Lobby(NamedTuple):
    """The tablets of a site, the codes of its guests, and the server's process."""

    tablets: list[Tablet]
    codes: list[str]
    process: int


@contextmanager
def lobby(folder: Path, printer: str, tablets: int, guests: int) -> Iterator[Lobby]:
    """Serve a product from this folder during the block, with that printer and so many of each."""
    codes, pairings = set_up_lobby(folder, printer, tablets, guests)
    port = free_port()
    with serving(folder, port) as product, ExitStack() as opened:
        connections = [
            opened.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=20)))
            for _ in pairings
        ]
        pairs = zip(connections, pairings, strict=True)
        yield Lobby(
            [Tablet(one, paired(one, pairing)) for one, pairing in pairs],
            codes,
            product.process,
        )


def set_up_lobby(
    folder: Path, printer: str, tablets: int, guests: int, url: str | None = None
) -> tuple[list[str], list[str]]:
    """A store of its own; the guests' codes, and codes to pair with."""
    settings = Settings(
        data=folder, keys=folder / "keys", database_url=SecretStr(url) if url else None
    )
    with installation.open_or_create(settings) as database:
        schema.migrate(database)
        cast = seed.seed(database, printer)
        with database.transaction() as store:
            store.get_one(Site, cast.site_id).least_level = Level.INVITED
            store.add(MembershipPlan(name=DEFAULT.name))
        with database.transaction() as store:
            codes = [invited(store, cast.site_id, number) for number in range(guests)]
        return codes, [
            seed.pairing_code(database, cast.site_id) for _ in range(tablets)
        ]


def invited(store: Store, site_id: int, number: int) -> str:
    """The code of another guest, invited for today; the number tells them apart."""
    announcement = NewInvitation(
        name=f"{NAMES[number % len(NAMES)]} {number}",
        email=f"guest{number}@guest.example",
        window=seed.window(sites.of(store, site_id), store.now),
        purpose=VisitPurpose.MEETING,
        language="en",
        least_level=Level.INVITED,
    )
    host = store.exec(select(Member)).first()
    visit = invitations.invite(
        store, host.id if host else 0, site_id, announcement, secrets.token_hex()
    )
    store.flush()
    return planned_visits.code(store, visit_state.of(store, visit.id).invitation)


def paired(connection: HTTPConnection, code: str) -> dict[str, str]:
    """The headers of a browser that became a kiosk."""
    page, headers = asked(connection, "GET", "/kiosk/", {})
    headers["X-CSRFToken"] = token(page)
    page, headers = asked(connection, "POST", "/kiosk/pairing", headers, code=code)
    page, headers = asked(connection, "GET", "/kiosk/", headers)
    return headers | {"X-CSRFToken": token(page)}


def asked(
    connection: HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    **fields: str,
) -> tuple[str, dict[str, str]]:
    """The answer, and the headers of the next request: with the newest cookie."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(fields), headers | form)
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), answer.headers["Set-Cookie"]
    return page, headers | form | (
        {"Cookie": cookie.partition(";")[0]} if cookie else {}
    )


def token(page: str) -> str:
    """The token of the page's form, or of the kiosk's document."""
    found = re.search(r'(?:data-token|name="csrf_token"[^>]*value)="([^"]+)"', page)
    return found[1] if found else ""
