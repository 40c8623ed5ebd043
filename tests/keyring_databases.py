"""Databases for keyrings, on the server that all tests of a run share."""

import os
from pathlib import Path

from tests import postgresql
from tests.stores import SERVER


class KeyringDatabases:
    """Two for each test process, which are emptied for each test: creating one takes long."""

    def __init__(self, shared: Path) -> None:
        folder = shared / "postgresql"
        folder.mkdir(exist_ok=True)
        self.server = postgresql.shared(folder / SERVER)
        self._made: set[str] = set()

    def empty(self, which: str = "first") -> str:
        """The URL of one without a table."""
        name = f"keyring_{which}_{os.getpid()}"
        if name not in self._made:
            self.server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            self._made.add(name)
        with self.server.connected(name) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return self.server.url(name)
