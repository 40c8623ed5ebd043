"""What all systems of a run stand on: one PostgreSQL, one Redis, a folder, and the same numbers."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql import USER, Server

SAFE = {"fsync": "on", "autovacuum": "on", "shared_buffers": "128MB"}
"""As Debian's server is set up; the tests' own gives some of it up."""


@dataclass(frozen=True)
class Ground:
    """Where a system runs, and how many desks and attendees it gets."""

    folder: Path
    environments: Path
    server: Server
    redis: int
    clients: int
    attendees: int
    user: str = USER

    @property
    def socket(self) -> Path:
        return self.server.folder

    def place(self, name: str) -> Path:
        """An empty folder and an empty database of that name."""
        self.server.execute(f'CREATE DATABASE "{name}"')
        place = self.folder / name
        place.mkdir(mode=0o700)
        return place

    def execute(self, database: str, statement: str) -> None:
        """Run a statement in a system's own database."""
        with self.server.connected(database) as connection:
            connection.execute(statement.encode())

    def environment(self, place: Path) -> dict[str, str]:
        """This process's variables without what would lead a peer's Python to our packages."""
        ours = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONWARNINGS"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {"PWD": str(place), "HOME": str(place)}
