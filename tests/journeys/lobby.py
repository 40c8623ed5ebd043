"""A whole lobby for journeys: the real server process, a real SMTP server, and a real TCP printer."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest

from lencana.command_line import main
from printers.virtual import VirtualPrinter
from tests import postgresql
from tests.journeys.inbox import Inbox
from tests.ports import free_port


@dataclass
class Lobby:
    """Where everything of one installation is found."""

    base_url: str
    first_run_code: str
    inbox: Inbox
    printer: VirtualPrinter
    environment: dict[str, str] = field(repr=False)
    serving: ExitStack = field(default_factory=ExitStack, repr=False)
    log: object = field(default=None, repr=False)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nobody serves while the block runs."""
        self.serving.close()
        yield
        self.serving.enter_context(_served(self.environment, self.log))

    def at(self, place: str) -> str:
        return f"{self.base_url}/{place}"

    def command(self, *words: str) -> str:
        """What the operator's command said."""
        return command(self.environment, *words)


def command(environment: dict[str, str], *words: str) -> str:
    """What the operator's command said; here, as loading the product takes longer than a command."""
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        for name, value in environment.items():
            patch.setenv(name, value)
        assert main(words) == 0, words
    return said.getvalue()


@contextmanager
def where_it_is_stored(kind: str) -> Iterator[dict[str, str]]:
    """Settings of an empty database: none for a file, else the URL on a server of our own."""
    if kind == "sqlite":
        yield {}
        return
    # One that keeps what it commits: `serve` refuses any other.
    with postgresql.running({}) as server:
        server.execute("CREATE DATABASE lobby")
        yield {"LENCANA_DATABASE_URL": server.url("lobby")}


@contextmanager
def open_lobby(
    folder: Path, inbox: Inbox, printer: VirtualPrinter, stored: dict[str, str]
) -> Iterator[Lobby]:
    """A fresh installation is served until the block ends; its log is `folder`/log."""
    base_url = f"http://127.0.0.1:{free_port()}"
    environment = {
        "LENCANA_DATA": str(folder / "data"),
        "LENCANA_BASE_URL": base_url,
        "LENCANA_PORT": base_url.rpartition(":")[2],
        "LENCANA_SMTP_URL": inbox.url,
        "LENCANA_MAIL_FROM": "lobby@menara.example",
        **stored,
    }
    command(environment, "migrate")
    with (folder / "log").open("w") as log, ExitStack() as serving:
        code = serving.enter_context(_served(environment, log))
        yield Lobby(base_url, code, inbox, printer, environment, serving, log)


@contextmanager
def _served(environment: dict[str, str], log: object) -> Iterator[str]:
    serving = subprocess.Popen(
        [sys.executable, "-m", "lencana", "serve"],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,  # type: ignore[call-overload] # a file
    )
    with serving:
        try:
            yield _first_run_code(serving)
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(timeout=300)


def _first_run_code(serving: "subprocess.Popen[str]") -> str:
    code = ""
    for line in serving.stdout or ():
        found = re.search(r"type ([0-9A-Z-]{10,})", line)
        code = found[1] if found else code
        if line.startswith("Serving"):
            return code
    raise AssertionError("the server ended before it served")
