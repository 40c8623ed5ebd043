"""The keyring: one random key for each day, and for each month, by which data must be gone.

A guest's data that is kept until 22 December is sealed under the key of that day, wherever it
was created. When the day is over, its key is destroyed, and every copy of that data becomes
noise at once: in the database, in its write-ahead log, in last night's backup and on a stolen
disk. So there are some ninety day keys, however many guests there are. Members' data, which
has no last day yet, lies under the key of its month and is sealed again each month.

The keyring is a folder beside the database and is never part of its backups. Losing it loses
the guests' data, on purpose: they can be invited again.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes

from visits.keys.decision_log import DecisionLog
from visits.keys.files import destroy, replace, write_once
from visits.keys.secrets import (
    SecretMissingError,
    Secrets,
    UnsafeSecretError,
    load,
    load_or_create,
)

ROOT = "root.key"
KEY_BYTES = 32
"""For AES-256."""


class KeyDestroyedError(Exception):
    """The day is over: its key is destroyed."""


class KeyMissingError(Exception):
    """The key of a day that is not over is not there: the keyring is lost, or another one."""


class KeyringGoneError(Exception):
    """The folder of the keys is not there any more, or another installation's is in its place."""


class WatermarkDamagedError(Exception):
    """The file `destroyed_through` holds no date."""


class Keyring:
    """The folder of keys: `days/2026-12-22.key`, `months/2026-11.key`, `destroyed_through`.

    The watermark in `destroyed_through` is the last day whose key was destroyed: without it a
    clock that was set back would make a new key for a day that is over.

    With `secrets`, nothing is written to the folder unless it holds this root secret: a disk
    that was taken away leaves an empty folder, and keys made there would be lost with it.
    """

    def __init__(self, folder: Path, secrets: Secrets | None = None) -> None:
        self.folder = folder
        self._secrets = secrets
        self.decisions = DecisionLog(folder)
        # A board opens hundreds of envelopes under few keys, so each file is read once. 512 is
        # more than the some ninety living days and the months together.
        self._read = lru_cache(maxsize=512)(self._read_file)

    def day_key(self, day: date) -> bytes:
        """Return the key to seal data that ends on `day` (UTC), made on first use.

        It is on the disk itself before it is returned, and so before any commit that needs it.
        Raises KeyDestroyedError and KeyringGoneError. Where rows may lie under the key already,
        ask `visits.vault.sealing_keys`, which makes none over a lost one.
        """
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        return self._make_or_read(self._day(day))

    def living_day_key(self, day: date) -> bytes:
        """Return the key to open what ends on `day`; raises KeyDestroyedError, KeyMissingError."""
        # Read from the file each time: another process may have destroyed the key, while this
        # one still has it in memory.
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        return self._read(self._day(day))

    def month_key(self, month: str) -> bytes:
        """Return the key to seal members' data during `month` (`2026-11`), made on first use.

        Raises KeyringGoneError.
        """
        return self._make_or_read(self._month(month))

    def living_month_key(self, month: str) -> bytes:
        """Return the key to open members' data of `month`; raises KeyMissingError."""
        return self._read(self._month(month))

    def destroy_through(self, day: date) -> int:
        """Destroy the keys of `day` and before, and drop what the decision log kept for them.

        Returns how many keys. Raises KeyringGoneError.
        """
        self.require_present()
        # The watermark first: a crash in between leaves keys that nobody may use any more.
        if day > self.destroyed_through():
            replace(self.folder / "destroyed_through", day.isoformat().encode())
        past = [path for path in self._days() if date.fromisoformat(path.stem) <= day]
        for path in past:
            destroy(path)
        # Destroyed in memory too: `_read` would go on opening the day.
        self._read.cache_clear()
        self.decisions.compact(day)
        return len(past)

    def destroy_month(self, month: str) -> None:
        """Destroy the month's key; members' data must have been sealed under another one before."""
        self.require_present()
        destroy(self._month(month))
        self._read.cache_clear()

    def months(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "months").glob("*.key"))

    def days(self) -> list[str]:
        return [path.stem for path in self._days()]

    def has_day(self, day: date) -> bool:
        """Return whether the day's key is in the folder now, and not only in memory."""
        return self._day(day).exists()

    def has_month(self, month: str) -> bool:
        """Return whether the month's key is in the folder now, and not only in memory."""
        return self._month(month).exists()

    def require_present(self) -> None:
        """Raise KeyringGoneError unless the folder holds the root secret that was opened."""
        if self._secrets is None:
            return
        try:
            is_ours = load(self.folder / ROOT) == self._secrets
        except (SecretMissingError, UnsafeSecretError, OSError):
            is_ours = False
        if not is_ours:
            raise KeyringGoneError

    def destroyed_through(self) -> date:
        """Return the last day whose key was destroyed; raises WatermarkDamagedError."""
        watermark = self.folder / "destroyed_through"
        try:
            return (
                date.fromisoformat(watermark.read_text().strip())
                if watermark.exists()
                else date.min
            )
        except ValueError:
            raise WatermarkDamagedError from None

    def _make_or_read(self, path: Path) -> bytes:
        if not path.exists():
            self.require_present()
            write_once(path, token_bytes(KEY_BYTES))
            # A key of this name that was lost may be in memory still.
            self._read.cache_clear()
        # Read back: where two processes made the key at once, the other's may have been kept.
        return self._read(path)

    def _read_file(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise KeyMissingError(path.stem) from None

    def _month(self, month: str) -> Path:
        return self.folder / "months" / f"{month}.key"

    def _day(self, day: date) -> Path:
        return self.folder / "days" / f"{day.isoformat()}.key"

    def _days(self) -> list[Path]:
        return sorted((self.folder / "days").glob("*.key"))


@dataclass(frozen=True)
class Keys:
    """All keys of one installation; none is in the database or its backups."""

    secrets: Secrets
    keyring: Keyring

    @property
    def decisions(self) -> DecisionLog:
        """Return the log of what a restore must not lose; it lies beside the keys."""
        return self.keyring.decisions


def open_keys(folder: Path) -> Keys:
    """Return the keys in `folder`, made there on first use."""
    secrets = load_or_create(folder / ROOT)
    return Keys(secrets, Keyring(folder, secrets))


def find_keys(folder: Path) -> Keys:
    """Return the keys in `folder`; raises SecretMissingError instead of making a root secret."""
    secrets = load(folder / ROOT)
    return Keys(secrets, Keyring(folder, secrets))
