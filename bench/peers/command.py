"""`python -m bench peers`: G2, in alternating rounds with each peer that starts here."""

import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

from bench.figures import Bounds, Figure, said
from bench.peers import environments, indico, ours, pretix, services
from bench.peers.ground import SAFE, Ground
from bench.peers.peer import Peer
from bench.peers.rounds import Round, rounds
from bench.peers.system import NotMeasuredError, System, say_not_measured
from tests.postgresql import running

CLIENTS = (1, 2, 4)
PEERS = {pretix.NAME: pretix.running, indico.NAME: indico.running}
GOALS = {
    ("postgresql", pretix.NAME): 8,
    ("postgresql", indico.NAME): 4,
    ("sqlite", pretix.NAME): 5,
    ("sqlite", indico.NAME): 2.5,
}


def main(arguments: Sequence[str]) -> None:
    """Measure, and print each figure as it is found."""
    options = _options(arguments)
    # A server's socket has a short path, and a peer's own data lives as long as the run.
    with (
        tempfile.TemporaryDirectory() as name,
        running(SAFE) as server,
        ExitStack() as opened,
    ):
        folder = Path(name)
        try:
            redis = opened.enter_context(services.redis(folder / "redis"))
        except NotMeasuredError as reason:
            for peer in PEERS:
                say_not_measured(peer, str(reason))
            return
        ground = Ground(
            folder, options.folder, server, redis, max(CLIENTS), options.attendees
        )
        measured = Measured(ground, options, opened)
        for clients in CLIENTS:
            _say(partial(measured.figures, clients))
        _say(measured.overall)


def _say(figures: Callable[[], Iterator[Figure]]) -> None:
    for _holds in said(figures):
        pass


class Measured:
    """The systems that run, and the ratios of their rounds so far."""

    def __init__(self, ground: Ground, options: Namespace, opened: ExitStack) -> None:
        own = opened.enter_context(ours.running(ground, options.store))
        self._options = options
        self._systems: list[System] = [own, *_peers(ground, opened)]
        self._ratios: dict[str, list[float]] = {
            system.name: [] for system in self._systems[1:]
        }

    def figures(self, clients: int) -> Iterator[Figure]:
        """Check-ins a second of each system, p50 with one client, and the ratios with their goals."""
        options = self._options
        counted, dropped = rounds(
            self._systems, clients, options.seconds, options.rounds
        )
        yield from _of_each(self._systems, clients, counted)
        for peer, found in self._ratios.items():
            each = [_ratio(one, peer) for one in counted]
            found.extend(each)
            yield _ratio_figure(options.store, peer, _of(clients), each)
        yield from _of_the_machine(clients, counted, dropped)

    def overall(self) -> Iterator[Figure]:
        """The ratios of all rounds with any number of clients."""
        for peer, found in self._ratios.items():
            yield _ratio_figure(self._options.store, peer, "all rounds", found)


def _peers(ground: Ground, opened: ExitStack) -> Iterator[Peer]:
    """Those that start; of the others the reason is printed."""
    for name, start in PEERS.items():
        try:
            yield opened.enter_context(start(ground))
        except NotMeasuredError as reason:
            say_not_measured(name, str(reason))


def _of_each(
    systems: Sequence[System], clients: int, counted: list[Round]
) -> Iterator[Figure]:
    for name in (system.name for system in systems):
        turns = [one.turns[name] for one in counted]
        rate = median(turn.per_second for turn in turns)
        yield Figure(f"check-ins/s, {name}, {_of(clients)}", round(rate, 1), "1/s")
        if name == ours.NAME:
            rate = median(turn.settled_per_second for turn in turns)
            what = f"check-ins/s, {name} to the last badge, {_of(clients)}"
            yield Figure(what, round(rate, 1), "1/s")
        if clients == 1:
            spent = [each for turn in turns for each in turn.milliseconds]
            yield Figure(
                f"check-in, {name}, p50", round(median(spent), 1), "ms", c=Bounds()
            )


def _of_the_machine(
    clients: int, counted: list[Round], dropped: int
) -> Iterator[Figure]:
    """The calibration loop around the rounds that count, and the rounds in which it moved."""
    for when, loops in (
        ("before", [one.before for one in counted]),
        ("after", [one.after for one in counted]),
    ):
        name = f"calibration loop {when} a round, {_of(clients)}"
        yield Figure(name, round(median(loops), 1), "ms")
    most = max(one.moved for one in counted)
    name = f"most that the machine moved in a round that counts, {_of(clients)}"
    yield Figure(name, round(most, 2), "part")
    yield Figure(f"unsteady rounds, {_of(clients)}", dropped, "rounds")


def _ratio(one: Round, peer: str) -> float:
    return one.turns[ours.NAME].per_second / one.turns[peer].per_second


def _ratio_figure(store: str, peer: str, which: str, each: list[float]) -> Figure:
    name = f"G2 check-ins/s, ours on {store} to {peer}, {which}"
    goal = GOALS[store, peer]
    return Figure(name, round(median(each), 2), "ratio", at_least=goal)


def _of(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m bench peers", description=__doc__)
    parser.add_argument(
        "--store",
        choices=ours.STORES,
        default=ours.STORES[0],
        help="what ours stands on: two processes on PostgreSQL, or one on SQLite",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=environments.FOLDER,
        help="where the peers are installed, and kept for the next run (%(default)s)",
    )
    parser.add_argument("--attendees", type=int, default=2000, help="of each system")
    parser.add_argument("--seconds", type=float, default=6, help="of each turn")
    parser.add_argument(
        "--rounds", type=int, default=5, help="that count, for each number of clients"
    )
    return parser.parse_args(arguments)
