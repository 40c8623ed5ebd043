"""`python -m bench`: every figure of performance.md that this version can be held to, one JSON line each."""

import asyncio
import sqlite3
import sys
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
    board_changes,
    boards,
    check_in,
    commands,
    durable,
    first_byte,
    growth,
    paper,
    purge,
    recovery,
    strangers,
    timing,
)
from bench.figures import Bounds, Figure, said
from bench.member_browser import signed_in
from bench.peers import command as peers
from bench.polls import polls_per_second
from bench.product import Product, demo, free_port, proportional_set_size, served
from bench.statements import of_a_check_in, of_its_badge

MEGABYTES, POLLS, STATEMENTS = 130, Bounds(least=28_000), 12
PRINT_STATEMENTS, PRINT_TRANSACTIONS = 8, 2
G9_EMPTY, G9_STORE = Bounds(most=280), Bounds(most=140)

Group = Callable[[Path], Iterator[Figure]]
NAMED_ONLY = frozenset({"timing", "durable", "growth", "board-changes"})
"""What takes long, is of one store, or needs the tests' browser: measured only when it is named."""


def main() -> None:
    """Measure every group, or the one that was named, and say how many goals hold."""
    if sys.argv[1:2] == ["peers"]:
        peers.main(sys.argv[2:])
        return
    options = _options()
    groups = _groups(options)
    names = [options.only] if options.only else [*groups.keys() - NAMED_ONLY]
    with tempfile.TemporaryDirectory() as name:
        for group in sorted(names, key=list(groups).index):
            for _holds in said(partial(groups[group], Path(name) / group)):
                pass


def _groups(options: Namespace) -> dict[str, Group]:
    """Every group by its name; what is measured first needs a quiet machine most.

    What is served is a process of its own, but for the statements, the purge, and boards.
    """
    return {
        "first-byte": first_byte.figures,
        "check-in": check_in.figures,
        "virtual-printer": lambda _folder: paper.figures(),
        "badges": lambda _folder: badges.figures(),
        "commands": commands.figures,
        "demo": _demo_figures,
        "start": _start_figures,
        "statements": _statement_figures,
        "boards": boards.figures,
        "board-changes": board_changes.figures,
        "purge": partial(purge.figures, whole=options.whole),
        "strangers": strangers.figures,
        "recovery": recovery.figures,
        "growth": partial(growth.figures, kind=options.store, whole=options.whole),
        "durable": partial(durable.figures, kind=options.store),
        "timing": partial(timing.figures, rounds=options.rounds),
    }


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "only",
        nargs="?",
        choices=_groups(Namespace(whole=False, rounds=0, store="sqlite")),
        help="the figures of this group and no others; or `peers`, which has options of its own",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="a million past visits for `purge` and `growth`, instead of a sample",
    )
    parser.add_argument(
        "--store",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="where the visits of `durable` and `growth` are kept",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=250,
        help="addresses of each kind for `timing`, which is measured only when it is named",
    )
    return parser.parse_args()


def _start_figures(folder: Path) -> Iterator[Figure]:
    """G9: the second start, as the first one compiles the modules."""
    seconds = []
    for _ in range(2):
        with served(folder, free_port()) as product:
            seconds.append(round(product.seconds, 2))
    yield Figure("G9 cold start, with a store", seconds[-1], "s", c=G9_STORE)


def _statement_figures(folder: Path) -> Iterator[Figure]:
    name, count = "G10 SQL statements of a check-in", of_a_check_in(folder / "post")
    yield Figure(name, count, "statements", STATEMENTS)
    badge = of_its_badge(folder / "badge")
    name = "G13 SQL statements until it is printed"
    yield Figure(name, badge.statements, "statements", PRINT_STATEMENTS)
    name = "G13 transactions until it is printed"
    yield Figure(name, badge.transactions, "transactions", PRINT_TRANSACTIONS)


def _demo_figures(folder: Path) -> Iterator[Figure]:
    """G9 from an empty folder, G11 and G8."""
    with demo(folder) as product:
        seconds = round(product.seconds, 2)
        yield Figure("G9 cold start, empty folder", seconds, "s", c=G9_EMPTY)
        headers = _having_seen(product)
        with closing(sqlite3.connect(folder / "lencana.db")) as watch:
            before = _once_still(watch)
            board = product.facts["desk"] + "board"
            polls = asyncio.run(polls_per_second(board, headers))
            writes = _version(watch) - before
        yield Figure("G11 idle polls of the board", round(polls), "1/s", c=POLLS)
        yield Figure("G11 commits while it was polled", writes, "commits", at_most=0)
        memory = proportional_set_size(product.process)
        yield Figure("G8 memory, embedded default", memory, "MB PSS", MEGABYTES)


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
