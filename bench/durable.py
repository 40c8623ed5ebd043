"""How many guests are let in a second, each with a print job, on either store."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

from bench.figures import Figure
from bench.first_byte import printer_apart
from bench.product import free_port, serving
from bench.tablets import Tablet, paired, set_up_lobby
from tests import postgresql

CLIENTS, GUESTS, WARM = (1, 2, 4), 60, 5
MOST = max(CLIENTS)


def figures(folder: Path, kind: str) -> Iterator[Figure]:
    """G2: closed loops at one, two and four tablets; on PostgreSQL at two processes."""
    with _database(kind) as url, printer_apart() as (address, _line):
        guests = (WARM + GUESTS) * sum(CLIENTS)
        codes, pairings = set_up_lobby(folder, address, MOST, guests, url)
        with tablets_of(folder, pairings, url) as tablets:
            for clients in CLIENTS:
                turns = [
                    [codes.pop() for _ in range(WARM + GUESTS)] for _ in range(clients)
                ]
                rate = round(_rate(tablets, turns), 1)
                yield Figure(f"G2 check-ins, {kind}, {clients} tablets", rate, "1/s")


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """Yield the URL of a server's database, on its disk as in a house, or None for SQLite."""
    if kind == "sqlite":
        yield None
        return
    with postgresql.running({"fsync": "on", "synchronous_commit": "on"}) as server:
        server.execute("CREATE DATABASE lencana")
        yield server.url("lencana")


@contextmanager
def tablets_of(
    folder: Path, pairings: list[str], url: str | None
) -> Iterator[list[Tablet]]:
    """Serve the store, by two processes where there may be two; each has half of the tablets."""
    settings = {"LENCANA_DATABASE_URL": url} if url else {}
    ports = [free_port() for _ in range(2 if url else 1)]
    with ExitStack() as opened:
        for port in ports:
            opened.enter_context(serving(folder, port, settings))
        tablets = []
        for number, pairing in enumerate(pairings):
            port = ports[number % len(ports)]
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            opened.enter_context(closing(connection))
            tablets.append(Tablet(connection, paired(connection, pairing)))
        yield tablets


def _rate(tablets: list[Tablet], turns: list[list[str]]) -> float:
    with ThreadPoolExecutor(len(turns)) as pool:
        list(pool.map(partial(_let_in, until=WARM), tablets, turns))
        began = time.perf_counter()
        list(pool.map(_let_in, tablets, [codes[WARM:] for codes in turns]))
        return GUESTS * len(turns) / (time.perf_counter() - began)


def _let_in(tablet: Tablet, codes: list[str], until: int | None = None) -> None:
    for code in codes[:until]:
        tablet.tap(tablet.scan(code))
