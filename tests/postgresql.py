"""A PostgreSQL server of the tests' own: from Debian, in a temporary folder, on a socket, never as root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.made_once import first_to_make

BINARIES = Path("/usr/lib/postgresql")
USER = "lencana"
STARTS_WITHIN = 60
"""Seconds."""
# What is tested of the domain survives no crash; a server is restarted where that is tested.
VOLATILE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SMALL = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "log_parameter_max_length_on_error": "0",
}


@dataclass
class Server:
    """A running server; its socket lies in `folder`."""

    folder: Path
    options: dict[str, str]

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement that no transaction may hold, such as CREATE DATABASE."""
        with self.connected("postgres") as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        given = SMALL | {"unix_socket_directories": str(self.folder)} | self.options
        settings = " ".join(f"-c {name}={value}" for name, value in given.items())
        self._control(
            "start", "-t", str(STARTS_WITHIN), "-l", str(self._log), "-o", settings
        )

    def stop(self, mode: str = "fast") -> None:
        """End it; `immediate` is as a power cut is to it."""
        self._control("stop", "-m", mode)

    def log(self) -> str:
        return self._log.read_text()

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def connected(self, database: str) -> psycopg.Connection:
        where = f"host={self.folder} user={USER} dbname={database}"
        return psycopg.connect(where, autocommit=True)

    def _control(self, *command: str) -> None:
        done = subprocess.run(
            [
                *_as_nobody_special(),
                _binary("pg_ctl"),
                "-D",
                self.data,
                "-w",
                "-s",
                *command,
            ],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert done.returncode == 0, self.log()


@dataclass(frozen=True)
class Contents:
    """What a database holds: its columns, the rows of each table, and the next numbers."""

    columns: list[Any]
    rows: dict[str, bytes]
    numbers: list[Any]


def columns(connection: psycopg.Connection) -> list[Any]:
    """What the tables of a database look like."""
    return connection.execute(
        "SELECT relname, relkind, attname, atttypid FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
        "WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 3"
    ).fetchall()


def contents(connection: psycopg.Connection) -> Contents:
    """Everything that a small database holds."""
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    ).fetchall()
    rows = {}
    for (name,) in tables:
        with connection.cursor().copy(f"COPY {name} TO STDOUT".encode()) as copied:
            rows[name] = b"".join(bytes(part) for part in copied)
    numbers = connection.execute(
        "SELECT sequencename, last_value FROM pg_sequences"
    ).fetchall()
    return Contents(columns(connection), rows, numbers)


def fill(connection: psycopg.Connection, wanted: Contents) -> None:
    """Give the tables of a database these rows, in place of their own."""
    with connection.transaction():
        # Foreign keys are not looked at: the rows were whole where they come from.
        connection.execute("SET LOCAL session_replication_role = replica")
        emptied = "; ".join(f"DELETE FROM {name}" for name in wanted.rows)  # noqa: S608 - names of ours
        connection.execute(emptied.encode())
        for name, rows in wanted.rows.items():
            if rows:
                with connection.cursor().copy(
                    f"COPY {name} FROM STDIN".encode()
                ) as copied:
                    copied.write(rows)
        connection.execute(
            "; ".join(
                f"SELECT setval('{name}', {last or 1}, {last is not None})"
                for name, last in wanted.numbers
            ).encode()
        )


@contextmanager
def running(options: dict[str, str]) -> Iterator[Server]:
    """Yield a server with an empty cluster; it and its folder are gone at the end."""
    server = _started(options)
    try:
        yield server
    finally:
        _end(server)


def shared(name: Path) -> Server:
    """The server of all processes of a run, which `end_shared` ends; `name` is a file of theirs."""
    with first_to_make(name) as is_first:
        if is_first:
            name.write_text(str(_started(VOLATILE).folder))
    return Server(Path(name.read_text()), VOLATILE)


def end_shared(name: Path) -> None:
    """End the server of a run, if one was started."""
    if name.exists():
        _end(Server(Path(name.read_text()), VOLATILE))


def _started(options: dict[str, str]) -> Server:
    # Not in pytest's own folder, which other accounts may not enter; a socket's path is short.
    server = Server(Path(tempfile.mkdtemp(prefix="lencana-pg-", dir="/tmp")), options)
    _give_away(server.folder)
    how = [
        "--username",
        USER,
        "--auth",
        "trust",
        "--encoding",
        "UTF8",
        "--locale",
        "C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(
        [*_as_nobody_special(), _binary("initdb"), "-D", server.data, *how],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server.start()
    return server


def _end(server: Server) -> None:
    server.stop()
    shutil.rmtree(server.folder)


def _binary(name: str) -> str:
    versions = sorted(BINARIES.glob(f"*/bin/{name}"))
    found = str(versions[-1]) if versions else shutil.which(name)
    assert found, "these tests need PostgreSQL: apt-get install postgresql"
    return found


def _as_nobody_special() -> list[str]:
    """The start of a command that is not run as root, which PostgreSQL refuses to be."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def _give_away(folder: Path) -> None:
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
