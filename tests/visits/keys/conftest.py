"""The places where a keyring may lie: each test of what all keyrings promise runs on both."""

from abc import ABC, abstractmethod
from pathlib import Path

import pytest

from tests.keyring_databases import KeyringDatabases
from visits.keys.keyring import DatabaseKeyring, FolderKeyring, Keyring
from visits.keys.secrets import load_or_create


class Place(ABC):
    """One keyring's place, with the root secret in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = load_or_create(folder / "root.key")

    @abstractmethod
    def keyring(self) -> Keyring:
        """The keyring as a process that has just begun has it."""


class InFolder(Place):
    """A folder."""

    def keyring(self) -> FolderKeyring:
        return FolderKeyring(self.folder, self.secrets)


class InDatabase(Place):
    """A database, and the folder of the root secret."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.url = url
        self.keyring().claim()

    def keyring(self) -> DatabaseKeyring:
        return DatabaseKeyring(self.url, self.folder, self.secrets)


@pytest.fixture
def in_database(tmp_path: Path, keyring_databases: KeyringDatabases) -> InDatabase:
    return InDatabase(tmp_path / "ring", keyring_databases.empty())


@pytest.fixture(params=["folder", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return InFolder(tmp_path / "ring")
    found: InDatabase = request.getfixturevalue("in_database")
    return found
