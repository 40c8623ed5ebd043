"""Where a restore puts a backup: a draft beside the live database, swapped in when it is ready."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from lencana.backups.replaced_database import ReplacedDatabase


class Place(ABC):
    """The place of one installation's database."""

    @abstractmethod
    def is_taken(self) -> bool:
        """Return whether there is a database already."""

    @abstractmethod
    def named(self) -> str:
        """Return what an operator calls the database; no password is in it."""

    @abstractmethod
    def refuse_itself(self, file: Path) -> None:
        """Raise BackupRefused if the file is the database itself."""

    @abstractmethod
    def refusing(self) -> AbstractContextManager[None]:
        """Raise BackupRefused in place of what a server says when it fails."""

    @contextmanager
    @abstractmethod
    def draft(self) -> Iterator[str]:
        """Yield the URL of the draft; what is left of it is deleted after the block."""

    @abstractmethod
    def take_in(self, file: Path) -> None:
        """Fill the draft from a backup, checked; raises BackupRefused."""

    @abstractmethod
    def replaced(self) -> ReplacedDatabase:
        """Return what the backup must not forget of the database that it replaces."""

    @abstractmethod
    def swap(self) -> None:
        """Put the draft in the database's place; a crash leaves one of the two, whole.

        Raises BackupRefused while a program has the database open.
        """
