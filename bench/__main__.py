"""`python -m bench`: every figure of performance.md that this version can be held to, one JSON line each."""

import asyncio
import sqlite3
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from bench import (
    badges,
    boards,
    check_in,
    first_byte,
    purge,
    recovery,
    strangers,
    timing,
)
from bench.figures import Figure
from bench.member_browser import signed_in
from bench.polls import polls_per_second
from bench.product import Product, demo, free_port, proportional_set_size, served
from bench.statements import of_a_check_in

MEGABYTES, EMPTY_SECONDS, STORE_SECONDS, STATEMENTS, POLLS = 130, 4, 2, 12, 2000


def main() -> None:
    """Every figure, measured and said, or those of the one thing that was named."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways: dict[str | None, Callable[[Path], Iterator[Figure]]] = {
            "check-in": check_in.figures,
            "purge": partial(purge.figures, whole=options.whole),
            "timing": partial(timing.figures, rounds=options.rounds),
            None: figures,
        }
        for figure in ways[options.only](folder):
            figure.say()


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "only",
        nargs="?",
        choices=["check-in", "purge", "timing"],
        help="these figures and no others",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="purge a million visits instead of a sample",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=250,
        help="addresses of each kind for `timing`, which is measured only when it is named",
    )
    return parser.parse_args()


def figures(folder: Path) -> Iterator[Figure]:
    """G1 on the embedded default, G4, G8 and G9 of it, G10's statements and G11's boards; and recovery.

    Then what the purge and the audit log cost. What is served is a process of its own. The first byte is
    measured first, while the machine is quiet.
    """
    yield from first_byte.figures(folder / "first-byte")
    yield from check_in.figures(folder / "check-in")
    yield from badges.figures()
    yield from _demo_figures(folder / "demo")
    with served(folder / "served", free_port()) as product:
        seconds = round(product.seconds, 2)
        yield Figure("cold start, with a store", seconds, "s", STORE_SECONDS)
    yield Figure(
        "SQL statements of a check-in",
        of_a_check_in(folder / "counted"),
        "statements",
        STATEMENTS,
    )
    yield from purge.figures(folder / "purge")
    yield from boards.figures(folder / "boards")
    yield from strangers.figures(folder / "strangers")
    yield from recovery.figures(folder / "recovery")


def _demo_figures(folder: Path) -> Iterator[Figure]:
    with demo(folder) as product:
        yield Figure(
            "cold start, empty folder", round(product.seconds, 2), "s", EMPTY_SECONDS
        )
        headers = _having_seen(product)
        with closing(sqlite3.connect(folder / "lencana.db")) as watch:
            before = _once_still(watch)
            board = product.facts["desk"] + "board"
            polls = asyncio.run(polls_per_second(board, headers))
            writes = _version(watch) - before
        yield Figure("idle polls of the board", round(polls), "1/s", at_least=POLLS)
        yield Figure("commits while it was polled", writes, "commits", at_most=0)
        memory = proportional_set_size(product.process)
        yield Figure("memory, embedded default", memory, "MB PSS", MEGABYTES)


def _once_still(watch: sqlite3.Connection) -> int:
    """The version once a second passes without a commit: the demo's own letters are out."""
    version = _version(watch)
    for _ in range(20):
        time.sleep(1)
        earlier, version = version, _version(watch)
        if earlier == version:
            return version
    raise RuntimeError("the store never came to rest")


def _version(watch: sqlite3.Connection) -> int:
    """Another number once somebody else has committed (https://sqlite.org/pragma.html)."""
    number: int = watch.execute("PRAGMA data_version").fetchone()[0]
    return number


def _having_seen(product: Product) -> dict[str, str]:
    """The headers of Dewi's browser that has the newest board."""
    staff, desk = product.facts["staff"], product.facts["desk"]
    headers = signed_in(desk, staff["login"], staff["password"])
    with urlopen(Request(f"{desk}board", headers=headers), timeout=20) as answer:  # noqa: S310 - the product's own address
        return headers | {"If-None-Match": answer.headers["ETag"]}


if __name__ == "__main__":
    main()
