"""From the tap that lets a guest in to the first byte and the first dots at a TCP printer (goal G1)."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple
from urllib.parse import urlencode

from sqlmodel import select

from bench.figures import Figure
from bench.product import free_port, serving
from lencana import house
from lencana.demo import seed
from lencana.settings import Settings
from printers.virtual import VirtualPrinter
from visits import invitations, sites, standing
from visits.invitations import Announcement
from visits.store import schema
from visits.store.database import Store
from visits.store.people import Member
from visits.store.places import Site
from visits.words import Level, VisitReason

GUESTS, WARM = 220, 20
CLOSED_PAUSE, OPEN_EVERY = 0.05, 0.1
P50_MS, P99_MS = 10, 20
NAMES = ("Gita Lestari", "Søren Kjærgård", "Nguyễn Thị Minh Khai", "Ana de la Cruz", "Bo Li")


class Seen(NamedTuple):
    """Milliseconds from the tap to a printer's first byte and first dots."""

    byte: float
    dots: float


def figures(folder: Path) -> Iterator[Figure]:
    """G1: 20/s closed loop and 10/s open loop."""
    for name, pause, is_open in (("closed loop", CLOSED_PAUSE, False), ("open loop", OPEN_EVERY, True)):
        with _printer() as (address, line), _product(folder / name.replace(" ", "-"), address) as lobby:
            seen = list(_arrivals(lobby, line, pause, is_open=is_open))[WARM:]
        for what, values in (
            ("first byte", [one.byte for one in seen]),
            ("first dots", [one.dots for one in seen]),
        ):
            spread = quantiles(values, n=100)
            yield Figure(f"tap to first {what}, {name}, p50", round(spread[49], 1), "ms", P50_MS)
            yield Figure(f"tap to first {what}, {name}, p99", round(spread[98], 1), "ms", P99_MS)


class Lobby(NamedTuple):
    """A paired tablet's connection, and the codes of its guests."""

    connection: HTTPConnection
    headers: dict[str, str]
    codes: list[str]

    def scan(self, code: str) -> str:
        """The address of the encounter that waits for the guest to agree."""
        self.connection.request("POST", "/kiosk/arrivals", urlencode({"code": code}), self.headers)
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


def _arrivals(lobby: Lobby, line: Connection, pause: float, *, is_open: bool) -> Iterator[Seen]:
    due = time.monotonic()
    for code in lobby.codes:
        encounter = lobby.scan(code)
        time.sleep(max(due - time.monotonic(), 0))
        tapped = due if is_open else time.monotonic()
        line.send("next")
        lobby.tap(encounter)
        byte, dots = line.recv()
        yield Seen((byte - tapped) * 1000, (dots - tapped) * 1000)
        due = due + pause if is_open else time.monotonic() + pause


@contextmanager
def _printer() -> Iterator[tuple[str, Connection]]:
    """A virtual printer in a process of its own, and the line on which it says when it was reached."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_print, args=[theirs], daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


def _print(line: Connection) -> None:
    with VirtualPrinter() as printer:
        line.send(printer.address)
        while line.recv():
            done = printer.badges
            printer.wait_for_badges(done + 1, 20)
            line.send((printer.first_byte_at, printer.first_dots_at))


@contextmanager
def _product(folder: Path, printer: str) -> Iterator[Lobby]:
    codes, pairing = _founded(folder, printer)
    port = free_port()
    with serving(folder, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        headers = _paired(connection, pairing)
        yield Lobby(connection, headers, codes)
        connection.close()


def _founded(folder: Path, printer: str) -> tuple[list[str], str]:
    """A store with guests enough who need no more than their code; their codes, and a pairing code."""
    with house.founded(Settings(data=folder, keys=folder / "keys")) as database:
        schema.migrate(database)
        cast = seed.seed(database, printer)
        with database.transaction() as store:
            store.get_one(Site, cast.site_id).least_level = Level.INVITED
        with database.transaction() as store:
            codes = [_invited(store, cast.site_id, number) for number in range(WARM + GUESTS)]
        return codes, seed.pairing_code(database, cast.site_id)


def _invited(store: Store, site_id: int, number: int) -> str:
    announcement = Announcement(
        name=f"{NAMES[number % len(NAMES)]} {number}", email=f"guest{number}@guest.example",
        window=seed.window(sites.of(store, site_id), store.now), reason=VisitReason.MEETING, language="en",
        least_level=Level.INVITED,
    )  # fmt: skip
    host = store.exec(select(Member)).first()
    visit = invitations.invite(store, host.id if host else 0, site_id, announcement, secrets.token_hex())
    store.flush()
    return invitations.code(store, standing.of(store, visit.id).invitation)


def _paired(connection: HTTPConnection, code: str) -> dict[str, str]:
    """The headers of a browser that became a kiosk."""
    page, headers = _asked(connection, "GET", "/kiosk/", {})
    headers["X-CSRFToken"] = _token(page)
    page, headers = _asked(connection, "POST", "/kiosk/pairing", headers, code=code)
    page, headers = _asked(connection, "GET", "/kiosk/", headers)
    return headers | {"X-CSRFToken": _token(page)}


def _asked(
    connection: HTTPConnection, method: str, path: str, headers: dict[str, str], **fields: str
) -> tuple[str, dict[str, str]]:
    """The answer, and the headers of the next request: with the newest cookie."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(fields), headers | form)
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), answer.headers["Set-Cookie"]
    return page, headers | form | ({"Cookie": cookie.partition(";")[0]} if cookie else {})


def _token(page: str) -> str:
    found = re.search(r'(?:data-token|name="csrf_token" value)="([^"]+)"', page)
    return found[1] if found else ""
