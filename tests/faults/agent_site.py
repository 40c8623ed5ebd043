"""A site far away from its server: that server for real, and agents in processes of their own."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from sqlmodel import col, select

from lencana import app
from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings, running
from printers.__main__ import main
from printers.virtual import VirtualPrinter
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.ports import free_port
from visits.printing import agents, leasing
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.vocabulary.printing import PrintState
from web.face import FaceSettings

AGENT = [sys.executable, "-m", "printers"]
PATIENCE = 300.0


class RunningClock(SettableClock):
    """A clock that begins where the cast's stands, and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._began = monotonic()

    def __call__(self) -> Any:
        elapsed = monotonic() - self._began
        self._began += elapsed
        self.forward(seconds=elapsed)
        return self.now


@dataclass
class Site:
    """Senopati, whose printers stand beside an agent."""

    url: str
    database: Database
    cast: Cast
    invite: Invite
    folder: Path
    running: ExitStack
    agents: int = field(default=0)

    def serve(self) -> None:
        """The server answers."""
        settings = FaceSettings(
            links=app.links(self.url), secrets=self.database.keys.secrets
        )
        faces = app.mount(app.build(settings, self.database))
        bridge = Bridge(faces, long_polls=app.long_polls(self.database))
        listening = ListenSettings(port=int(self.url.rpartition(":")[2]))
        self.running.enter_context(running(bridge, listening))

    @contextmanager
    def without_server(self) -> Iterator[None]:
        """Nobody answers while the block runs."""
        self.running.close()
        yield
        self.serve()

    def arrive(self, guests: int = 1) -> None:
        """So many guests come in: their badges are due."""
        for _ in range(guests):
            check_in(self.database, self.cast.kiosk, self.invite())

    def jobs(self) -> list[PrintJob]:
        with self.database.reading() as store:
            return list(store.exec(select(PrintJob).order_by(col(PrintJob.badge_id))))

    def states(self) -> list[PrintState]:
        return [job.state for job in self.jobs()]

    def settles(self, *states: PrintState) -> bool:
        """Whether every job comes to one of these in time."""
        return self.becomes(lambda: all(state in states for state in self.states()))

    def becomes(self, wanted: Callable[[], bool]) -> bool:
        """Whether that becomes true within half a minute.

        What is overdue is looked after meanwhile.
        """
        end = monotonic() + PATIENCE
        while not wanted():
            if monotonic() > end:
                return False
            seen = self.database.commits
            with self.database.transaction() as store:
                leasing.settle_overdue(store)
            self.database.wait_for_commit(seen, 0.1)
        return True

    def configure(
        self, *printers: VirtualPrinter, names: Sequence[str] = ("Counter",)
    ) -> Path:
        """The configuration of one more agent, with these printers."""
        self.agents += 1
        folder = self.folder / f"agent {self.agents}"
        folder.mkdir()
        tables = "".join(
            f'[[printer]]\nname = "{name}"\naddress = "{printer.address}"\n'
            for name, printer in zip(names, printers, strict=True)
        )
        file = folder / "agent.toml"
        file.write_text(f'[agent]\nstate = "{folder / "state"}"\n{tables}')
        return file

    def pair(self, file: Path, site_id: int | None = None) -> None:
        """The program with this configuration is an agent of the site."""
        with self.database.transaction() as store:
            code = agents.offer_pairing(
                store, site_id or self.cast.senopati.id, "Beside the counter"
            )
        assert main([*self.command(file, "--pair", code)[len(AGENT) :]]) == 0

    def command(self, file: Path, *more: str) -> list[str]:
        return [*AGENT, "--config", str(file), "--server", self.url, *more]

    @contextmanager
    def agent(self, file: Path) -> Iterator["subprocess.Popen[str]"]:
        """The agent works in a process of its own while the block does.

        Its log is beside its file.
        """
        with (
            file.with_name("log").open("a") as log,
            subprocess.Popen(self.command(file), stderr=log, text=True) as process,
        ):
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=300)


@contextmanager
def open_site(
    database: Database, cast: Cast, invite: Invite, folder: Path
) -> Iterator[Site]:
    """The server is served until the block ends; no printer is the house's own."""
    with ExitStack() as running:
        site = Site(
            f"http://127.0.0.1:{free_port()}", database, cast, invite, folder, running
        )
        site.serve()
        yield site
