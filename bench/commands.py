"""What a command that only asks costs: the processor time of its own process."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from bench.figures import PROCESSOR_MS, Bounds, Figure
from bench.product import LENCANA, environment, free_port
from bench.tablets import set_up_lobby

ROUNDS = 5
G15 = Bounds(most=25)
SITE, PRINTER = "Menara Utara", "tcp://127.0.0.1:9100"
COMMANDS = (["--help"], ["printer", "list", "--site", SITE], ["doctor"])


def figures(folder: Path) -> Iterator[Figure]:
    """G15, on a store that is there; the modules are compiled by a first round."""
    given = environment(folder, free_port())
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    set_up_lobby(folder, PRINTER, 0, 0)
    for command in COMMANDS:
        seconds = median(
            [_processor_seconds(command, given) for _ in range(ROUNDS + 1)][1:]
        )
        name = f"G15 processor of `lencana {' '.join(command[:2])}`"
        yield Figure(name, round(seconds * 1000), PROCESSOR_MS, c=G15)


def _processor_seconds(command: list[str], given: dict[str, str]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    # Not checked: the doctor has something to say of this store.
    subprocess.run(
        [*LENCANA, *command],
        env=given,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
