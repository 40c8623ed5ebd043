"""An installation for canaries: its processes, and every folder that they may write to."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from lencana.proof.files import FileRole, Folder
from printers.virtual import VirtualPrinter
from tests.forensics.talkative_server import Server, talkative
from tests.journeys.inbox import Inbox
from tests.journeys.lobby import Lobby
from tests.ports import free_port

LENCANA, AGENT = (
    [sys.executable, "-m", "tests.forensics.later"],
    [sys.executable, "-m", "printers"],
)
ROOT = Path(__file__).parents[2]
PATIENCE = 300.0


@dataclass
class House:
    """Where everything lies, and how an operator speaks to it."""

    top: Path
    inbox: Inbox
    printer: VirtualPrinter
    server: Server | None = None
    port: int = field(default_factory=free_port)
    running: ExitStack = field(default_factory=ExitStack)

    def folder(self, name: str) -> Path:
        path = self.top / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "LENCANA_DATA": str(self.folder("data")),
            "LENCANA_KEYS": str(self.folder("keys")),
            "LENCANA_BASE_URL": self.base_url,
            "LENCANA_PORT": str(self.port),
            "LENCANA_SMTP_URL": self.inbox.url,
            "LENCANA_MAIL_FROM": "lobby@menara.example",
            "LENCANA_ACCESS_LOG": "true",
            **(self.server.settings if self.server else {}),
            "TMPDIR": str(self.folder("tmp")),
            "HOME": str(self.folder("home")),
        }

    def shell(self, statement: str) -> None:
        """Somebody with a SQL shell does this."""
        if self.server:
            self.server.shell(statement)
            return
        file = self.folder("data") / "lencana.db"
        with closing(
            sqlite3.connect(file, isolation_level=None, timeout=300)
        ) as database:
            database.execute(statement)

    @property
    def folders(self) -> list[Folder]:
        """The product's own folders, in which every file must be of a known kind."""
        return [
            Folder(self.folder("data"), FileRole.DATA),
            Folder(self.folder("keys"), FileRole.KEYS),
            Folder(self.folder("agent/state"), FileRole.AGENT),
            Folder(self.folder("backups"), FileRole.BACKUPS),
        ]

    @property
    def others(self) -> list[Path]:
        """Where it may write anything: logs, temporary files, the home folder."""
        return [self.folder(name) for name in ("logs", "tmp", "home")]

    @property
    def of_server(self) -> list[Path]:
        """What the database server writes: tables, their log, statistics, a log of its own."""
        if self.server is None:
            return []
        self.server.tell()
        return [self.server.folder]

    @property
    def profiles(self) -> list[Path]:
        """What the browsers of people write."""
        return sorted(self.folder("profiles").iterdir())

    def command(
        self, *words: str, typed: str = "", days_ahead: int = 0
    ) -> "subprocess.CompletedProcess[str]":
        """An operator's command has run; what it said lies with the logs."""
        done = subprocess.run(
            [*LENCANA, *words],
            env=self.environment | {"DAYS_AHEAD": str(days_ahead)},
            input=typed,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        with (self.folder("logs") / "commands").open("a") as log:
            log.write(f"{words[0]}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def lobby(self) -> Lobby:
        """The house is served from now on, as journeys know it."""
        assert self.command("migrate").returncode == 0
        self._start([*LENCANA, "serve"], "serve")
        said = self._waited_for("serve.out", r"Serving ")
        code = re.search(r"type ([0-9A-Z-]{10,})", said)
        return Lobby(
            self.base_url,
            code[1] if code else "",
            self.inbox,
            self.printer,
            self.environment,
        )

    def agent_at_work(self, site: str) -> None:
        """The printer stands beside a print agent in a process of its own."""
        code = re.search(
            r"--pair (\S+)`", self.command("agent", "pair", "--site", site).stdout
        )
        assert code
        file = self.folder("agent") / "agent.toml"
        file.write_text(
            f'[agent]\nstate = "{self.folder("agent/state")}"\n'
            f'[[printer]]\nname = "Counter"\naddress = "{self.printer.address}"\n'
        )
        command = [*AGENT, "--config", str(file), "--server", self.base_url]
        subprocess.run(
            [*command, "--pair", code[1]],
            env=self.environment,
            check=True,
            capture_output=True,
        )
        self._start(command, "agent")
        self._waited_for("agent.err", "at work")

    def _start(self, command: list[str], name: str) -> None:
        logs = self.folder("logs")
        out = self.running.enter_context((logs / f"{name}.out").open("w"))
        err = self.running.enter_context((logs / f"{name}.err").open("w"))
        process = subprocess.Popen(
            command, env=self.environment, stdout=out, stderr=err, cwd=ROOT
        )
        self.running.callback(_ended, process)

    def _waited_for(self, log: str, said: str) -> str:
        end = monotonic() + PATIENCE
        while not re.search(said, text := (self.folder("logs") / log).read_text()):
            assert monotonic() < end, f"{log} never said {said!r}: {text[-500:]}"
            sleep(0.05)
        return text


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=300)


@contextmanager
def open_house(top: Path, kind_of_store: str) -> Iterator[House]:
    """Yield an empty installation beside a mail server and a printer; end all that it started."""
    with ExitStack() as around:
        server = None
        if kind_of_store == "postgresql":
            server = around.enter_context(talkative())
        inbox = around.enter_context(Inbox())
        printer = around.enter_context(VirtualPrinter())
        house = House(top, inbox, printer, server)
        with house.running:
            yield house
