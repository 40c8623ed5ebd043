"""A keyring in a folder of this machine, shared by its processes."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from visits.keys.files import destroy, replace, write_once
from visits.keys.keyring.base import (
    KeyDestroyedError,
    KeyMissingError,
    Keyring,
    WatermarkDamagedError,
)
from visits.keys.keyring.folder_log import FolderDecisionLog
from visits.keys.secrets import Secrets


class FolderKeyring(Keyring):
    """The folder of keys: `days/2026-12-22.key`, `months/2026-11.key`, `destroyed_through`.

    The watermark in `destroyed_through` is the last day whose key was destroyed: without it a
    clock that was set back would make a new key for a day that is over.
    """

    def __init__(self, folder: Path, secrets: Secrets | None = None) -> None:
        super().__init__(folder, secrets)
        self.decisions = FolderDecisionLog(folder)
        # A board opens hundreds of envelopes under few keys: 512 is more than ever live together.
        self._read = lru_cache(maxsize=512)(self._read_file)

    def living_day_key(self, day: date) -> bytes:
        # From the file each time: another process may have destroyed a key that is in memory.
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        return self._read(self._day(day))

    def living_month_key(self, month: str) -> bytes:
        return self._read(self._month(month))

    def add_day(self, day: date, key: bytes) -> None:
        self._add(self._day(day), key)

    def add_month(self, month: str, key: bytes) -> None:
        self._add(self._month(month), key)

    def destroy_through(self, day: date) -> int:
        self.require_present()
        # The watermark first: a crash in between leaves keys that nobody may use any more.
        if day > self.destroyed_through():
            replace(self.folder / "destroyed_through", day.isoformat().encode())
        past = [path for path in self._days() if date.fromisoformat(path.stem) <= day]
        for path in past:
            destroy(path)
        # Destroyed in memory too: `_read` would go on opening the day.
        self.forget()
        self.decisions.compact(day)
        return len(past)

    def destroy_month(self, month: str) -> None:
        self.require_present()
        destroy(self._month(month))
        self.forget()

    def destroyed_through(self) -> date:
        watermark = self.folder / "destroyed_through"
        try:
            return (
                date.fromisoformat(watermark.read_text().strip())
                if watermark.exists()
                else date.min
            )
        except ValueError:
            raise WatermarkDamagedError from None

    def days(self) -> list[str]:
        return [path.stem for path in self._days()]

    def months(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "months").glob("*.key"))

    def has_day(self, day: date) -> bool:
        return self._day(day).exists()

    def has_month(self, month: str) -> bool:
        return self._month(month).exists()

    def forget(self) -> None:
        self._read.cache_clear()

    def _add(self, path: Path, key: bytes) -> None:
        write_once(path, key)
        # A key of this name that was lost may be in memory still.
        self.forget()

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
