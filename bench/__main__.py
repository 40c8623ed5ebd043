"""`python -m bench`: every figure of performance.md that this version can be held to, one JSON line each."""

import asyncio
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

from bench.figures import Figure
from bench.members import signed_in
from bench.polls import polls_per_second
from bench.product import Product, demo, proportional_set_size, served
from bench.statements import of_a_check_in

MEGABYTES, EMPTY_SECONDS, STORE_SECONDS, STATEMENTS, POLLS = 130, 4, 2, 12, 2000


def main() -> None:
    """Every figure, measured and said."""
    with tempfile.TemporaryDirectory() as folder:
        for figure in figures(Path(folder)):
            figure.say()


def figures(folder: Path) -> Iterator[Figure]:
    """G8 to G11, each from a process of its own."""
    with demo(folder / "demo") as product:
        yield Figure("cold start, empty folder", round(product.seconds, 2), "s", EMPTY_SECONDS)
        polls = asyncio.run(polls_per_second(product.facts["desk"] + "board", _having_seen(product)))
        yield Figure("idle polls of the board", round(polls), "1/s", at_least=POLLS)
        yield Figure("memory, embedded default", proportional_set_size(product.process), "MB PSS", MEGABYTES)
    with served(folder / "served", _free_port()) as seconds:
        yield Figure("cold start, with a store", round(seconds, 2), "s", STORE_SECONDS)
    yield Figure("SQL statements of a check-in", of_a_check_in(folder / "counted"), "statements", STATEMENTS)


def _having_seen(product: Product) -> dict[str, str]:
    """The headers of Dewi's browser that has the newest board."""
    staff, desk = product.facts["staff"], product.facts["desk"]
    headers = signed_in(desk, staff["login"], staff["password"])
    with urlopen(Request(f"{desk}board", headers=headers), timeout=20) as answer:  # noqa: S310 - the product's own address
        return headers | {"If-None-Match": answer.headers["ETag"]}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
