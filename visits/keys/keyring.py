"""One random key for each day guests' data may live to, and for each month of members' data."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes

from visits.keys.erasure_log import Erasures
from visits.keys.files import destroy, replace, write_once
from visits.keys.secrets import Secrets, load, load_or_create

ROOT = "root.key"
KEY_BYTES = 32


class KeyDestroyedError(Exception):
    """The day is over: its key is gone, and what it sealed with it."""


class KeyMissingError(Exception):
    """A key that should still live is not in the keyring: the keyring is not this store's."""


class WatermarkDamagedError(Exception):
    """The file that says through which day the keys are destroyed says no day."""


class Keyring:
    """A folder beside the database, never in its backups: `days/2026-12-22.key`, `months/2026-11.key`.

    What was destroyed is remembered by a watermark, so that a clock set back never brings a dead day to life.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.erasures = Erasures(folder)
        self._read = lru_cache(maxsize=512)(self._read_file)

    def day_key(self, day: date) -> bytes:
        """The key for sealing data that ends on `day` (UTC), synced to the disk before it is returned."""
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        return self._make_or_read(self._day(day))

    def living_day_key(self, day: date) -> bytes:
        """The key for opening what ends on `day`; never makes one."""
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        return self._read(self._day(day))

    def month_key(self, month: str) -> bytes:
        """The key for sealing members' data during `month` (`2026-11`)."""
        return self._make_or_read(self.folder / "months" / f"{month}.key")

    def living_month_key(self, month: str) -> bytes:
        return self._read(self.folder / "months" / f"{month}.key")

    def destroy_through(self, day: date) -> int:
        """Every key of `day` and before is gone for good, with what its erasure log says; how many keys."""
        if day > self.destroyed_through():
            replace(self.folder / "destroyed_through", day.isoformat().encode())
        past = [path for path in self._days() if date.fromisoformat(path.stem) <= day]
        for path in past:
            destroy(path)
        self._read.cache_clear()
        self.erasures.drop_through(day)
        return len(past)

    def destroy_month(self, month: str) -> None:
        """The month's key is gone for good; members' data must have been sealed anew before."""
        destroy(self.folder / "months" / f"{month}.key")
        self._read.cache_clear()

    def months(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "months").glob("*.key"))

    def days(self) -> list[str]:
        return [path.stem for path in self._days()]

    def destroyed_through(self) -> date:
        """The last day whose keys are gone for good. Refuses `WatermarkDamagedError`."""
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
            write_once(path, token_bytes(KEY_BYTES))
        return self._read(path)

    def _read_file(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise KeyMissingError(path.stem) from None

    def _day(self, day: date) -> Path:
        return self.folder / "days" / f"{day.isoformat()}.key"

    def _days(self) -> list[Path]:
        return sorted((self.folder / "days").glob("*.key"))


@dataclass(frozen=True)
class Keys:
    """The root secret, the keyring and the erasure log; none is in the database or its backups."""

    secrets: Secrets
    keyring: Keyring

    @property
    def erasures(self) -> Erasures:
        """Which visits were erased before their day; it lies beside the keys."""
        return self.keyring.erasures


def open_keys(folder: Path) -> Keys:
    """The keys in `folder`, made there on first use."""
    return Keys(load_or_create(folder / ROOT), Keyring(folder))


def find_keys(folder: Path) -> Keys:
    """The keys in `folder`; never makes a root secret, which could open nothing (`SecretMissingError`)."""
    return Keys(load(folder / ROOT), Keyring(folder))
