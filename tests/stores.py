"""The stores that tests run on: a file of SQLite, or a database of a PostgreSQL of our own.

Migrating takes long, and so does the cast: each test gets a copy of what was made once. What all
test processes of a run share is made by the first that needs it.
"""

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests import cast as casting
from tests import postgresql
from tests.cast import Cast, SettableClock
from tests.made_once import first_to_make, locked
from visits.audit.access_log import AccessLog
from visits.keys.keyring import open_keys
from visits.store import schema
from visits.store.database import Database

DATABASE, KEYS = "lencana.db", "keys"
SERVER = "server"


class Store(ABC):
    """One kind of store: each folder has a database, and the keys of it lie in the folder."""

    def __init__(self, shared: Path, folder: Path) -> None:
        self._shared = shared
        self._folder = folder
        self._cast: Cast | None = None

    @abstractmethod
    def url(self, folder: Path) -> str: ...

    @abstractmethod
    def create(self, folder: Path) -> None: ...

    @abstractmethod
    def copy(self, source: Path, target: Path) -> None: ...

    @abstractmethod
    def drop(self, folder: Path) -> None: ...

    def migrated(self) -> Path:
        """The folder of an empty database as the migrations leave it."""
        folder = self._shared / "migrated"
        with first_to_make(folder) as is_first:
            if is_first:
                folder.mkdir()
                self.create(folder)
                with self.opened(folder) as database:
                    schema.migrate(database)
        return folder

    def with_cast(self) -> tuple[Path, Cast]:
        """The same with the cast in it, and the cast."""
        folder = self._folder / "cast"
        if self._cast is None:
            folder.mkdir()
            shutil.copytree(self.migrated() / KEYS, folder / KEYS)
            self.copy(self.migrated(), folder)
            with self.opened(folder) as database:
                self._cast = casting.enter(database)
        return folder, self._cast

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Database]:
        keys = open_keys(folder / KEYS)
        database = Database(self.url(folder), keys, SettableClock(), AccessLog().add)
        yield database
        database.close()


class Sqlite(Store):
    """Files of SQLite."""

    def url(self, folder: Path) -> str:
        return f"sqlite:///{folder / DATABASE}"

    def create(self, folder: Path) -> None:
        (folder / DATABASE).touch(0o600)

    def copy(self, source: Path, target: Path) -> None:
        shutil.copy(source / DATABASE, target / DATABASE)

    def drop(self, folder: Path) -> None:
        """Nothing: pytest removes the folder."""


class Postgresql(Store):
    """Databases of one server. One whose schema a test left as it was serves the next test too."""

    def __init__(self, shared: Path, folder: Path) -> None:
        super().__init__(shared, folder)
        self._server = postgresql.shared(shared / SERVER)
        self._names = {shared / "migrated": "migrated"}
        self._numbers = count()
        self._idle: list[str] = []
        self._contents: dict[Path, postgresql.Contents] = {}

    def url(self, folder: Path) -> str:
        return self._server.url(self._names[folder])

    def create(self, folder: Path) -> None:
        self._create(folder, "template0")

    def copy(self, source: Path, target: Path) -> None:
        # A database that somebody reads is no template.
        with locked(self._shared / "templates"):
            if source not in self._contents:
                with self._server.connected(self._names[source]) as connection:
                    self._contents[source] = postgresql.contents(connection)
            if not self._idle:
                self._create(target, self._names[source])
                return
        self._names[target] = self._idle.pop()
        with self._server.connected(self._names[target]) as connection:
            postgresql.fill(connection, self._contents[source])

    def drop(self, folder: Path) -> None:
        name = self._names.pop(folder)
        (expected, *_) = self._contents.values()
        with self._server.connected(name) as connection:
            is_as_before = postgresql.columns(connection) == expected.columns
        if is_as_before:
            self._idle.append(name)
        else:
            self._server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, folder: Path, template: str) -> None:
        name = self._names.setdefault(
            folder, f"test_{os.getpid()}_{next(self._numbers)}"
        )
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


class Stores:
    """The stores of this process; PostgreSQL is started when the first test asks for it."""

    def __init__(self, shared: Path, folder: Path) -> None:
        self._shared = shared
        self._folder = folder
        self._stores: dict[str, Store] = {}

    def of(self, kind: str) -> Store:
        if kind not in self._stores:
            shared, folder = self._shared / kind, self._folder / kind
            shared.mkdir(exist_ok=True)
            folder.mkdir()
            self._stores[kind] = KINDS[kind](shared, folder)
        return self._stores[kind]


def end_shared(folder: Path) -> None:
    """End what the processes of a run share in the folder, and the folder."""
    postgresql.end_shared(folder / "postgresql" / SERVER)
    shutil.rmtree(folder)


KINDS: dict[str, type[Store]] = {"sqlite": Sqlite, "postgresql": Postgresql}
