"""The product as a process: started, timed, and weighed from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

LENCANA = [sys.executable, "-m", "lencana"]


@dataclass(frozen=True)
class Product:
    """A running product, and the seconds until its first page; a demo also says its facts."""

    process: int
    facts: dict[str, Any]
    seconds: float


@contextmanager
def demo(folder: Path) -> Iterator[Product]:
    """The embedded default, from an empty folder; ready once its kiosk answers."""
    command = [
        sys.executable,
        "-m",
        "lencana",
        "demo",
        "--json",
        "--port",
        "0",
        "--data",
        str(folder),
    ]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            facts = json.loads(_line(process))
            fetch(facts["kiosk"])
            yield Product(process.pid, facts, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


@contextmanager
def served(folder: Path, port: int) -> Iterator[Product]:
    """`lencana serve` on a store that is made first."""
    subprocess.run(
        [*LENCANA, "migrate"],
        env=environment(folder, port),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with serving(folder, port) as product:
        yield product


@contextmanager
def serving(
    folder: Path, port: int, settings: Mapping[str, str] | None = None
) -> Iterator[Product]:
    """`lencana serve` on a store that is there."""
    began = time.perf_counter()
    command = [*LENCANA, "serve"]
    given = environment(folder, port) | dict(settings or {})
    with subprocess.Popen(
        command, env=given, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            while "Serving" not in _line(process):
                pass
            fetch(f"http://127.0.0.1:{port}/desk/sign-in")
            yield Product(process.pid, {}, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=40)


def free_port() -> int:
    """A port of this machine's own that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def environment(folder: Path, port: int) -> dict[str, str]:
    """What a command is started with, to work in this folder."""
    return os.environ | {
        "LENCANA_DATA": str(folder),
        "LENCANA_PORT": str(port),
        "LENCANA_BASE_URL": f"http://127.0.0.1:{port}",
    }


def fetch(url: str) -> None:
    """The page answers 200."""
    with urlopen(url, timeout=20) as answer:  # noqa: S310 - the address is the product's own
        answer.read()


def proportional_set_size(process: int) -> float:
    """Megabytes of memory, shared pages counted in proportion (smaps_rollup)."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 1)
    raise LookupError("the kernel does not say")


def _line(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError("the product ended before it was ready")
    return line
