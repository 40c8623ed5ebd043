"""What every keyring promises, wherever its keys lie."""

from abc import ABC, abstractmethod
from datetime import date
from pathlib import Path
from secrets import token_bytes

from visits.keys.decision_log import DecisionLog
from visits.keys.secrets import SecretMissingError, Secrets, UnsafeSecretError, load

ROOT = "root.key"
KEY_BYTES = 32
"""For AES-256."""


class KeyDestroyedError(Exception):
    """The day is over: its key is destroyed."""


class KeyMissingError(Exception):
    """The key of a day that is not over is not there: the keyring is lost, or another one."""


class KeyringGoneError(Exception):
    """The keyring is not there any more, or another installation's is in its place."""


class WatermarkDamagedError(Exception):
    """The file `destroyed_through` holds no date."""


class Keyring(ABC):
    """The keys of days and months, and the last day whose key was destroyed.

    A key is made once, whoever asks at once, and lies on the disk itself before it is returned.
    A day's key that was destroyed is never made again. `folder` has the root secret; with
    `secrets`, nothing is written unless it holds this one: a disk that was taken away leaves an
    empty folder, and keys made there would be lost with it.
    """

    decisions: DecisionLog

    def __init__(self, folder: Path, secrets: Secrets | None) -> None:
        self.folder = folder
        self._secrets = secrets

    def day_key(self, day: date) -> bytes:
        """Return the key to seal data that ends on `day` (UTC), made on first use.

        It is on the disk itself before it is returned, and so before any commit that needs it.
        Raises KeyDestroyedError and KeyringGoneError. Where rows may lie under the key already,
        ask `visits.vault.sealing_keys`, which makes none over a lost one.
        """
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        if not self.has_day(day):
            self.require_present()
            self.add_day(day, token_bytes(KEY_BYTES))
        # Read back: where two processes made the key at once, the other's may have been kept.
        return self.living_day_key(day)

    def month_key(self, month: str) -> bytes:
        """Return the key to seal members' data during `month` (`2026-11`), made on first use.

        Raises KeyringGoneError.
        """
        if not self.has_month(month):
            self.require_present()
            self.add_month(month, token_bytes(KEY_BYTES))
        return self.living_month_key(month)

    @abstractmethod
    def living_day_key(self, day: date) -> bytes:
        """Return the key to open what ends on `day`; raises KeyDestroyedError, KeyMissingError."""

    @abstractmethod
    def living_month_key(self, month: str) -> bytes:
        """Return the key to open members' data of `month`; raises KeyMissingError."""

    @abstractmethod
    def add_day(self, day: date, key: bytes) -> None:
        """Keep this key of the day, which is not destroyed, unless there is one."""

    @abstractmethod
    def add_month(self, month: str, key: bytes) -> None:
        """Keep this key of the month unless there is one."""

    @abstractmethod
    def destroy_through(self, day: date) -> int:
        """Destroy the keys of `day` and before, and drop what the decision log kept for them.

        Returns how many keys. Raises KeyringGoneError.
        """

    @abstractmethod
    def destroy_month(self, month: str) -> None:
        """Destroy the month's key; members' data must have been sealed under another one before."""

    @abstractmethod
    def destroyed_through(self) -> date:
        """Return the last day whose key was destroyed; raises WatermarkDamagedError."""

    @abstractmethod
    def days(self) -> list[str]:
        """Return the days that have a key now, in their order."""

    @abstractmethod
    def months(self) -> list[str]:
        """Return the months that have a key now, in their order."""

    @abstractmethod
    def has_day(self, day: date) -> bool:
        """Return whether the day's key is kept, and not only in memory."""

    @abstractmethod
    def has_month(self, month: str) -> bool:
        """Return whether the month's key is kept, and not only in memory."""

    @abstractmethod
    def forget(self) -> None:
        """Drop what is in memory, as a restart does."""

    def require_present(self) -> None:
        """Raise KeyringGoneError unless the root secret that was opened is still there."""
        if self._secrets is None:
            return
        try:
            is_ours = load(self.folder / ROOT) == self._secrets
        except (SecretMissingError, UnsafeSecretError, OSError):
            is_ours = False
        if not is_ours:
            raise KeyringGoneError
