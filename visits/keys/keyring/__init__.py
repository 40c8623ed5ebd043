"""The keyring: one random key for each day, and for each month, by which data must be gone.

A guest's data that is kept until 22 December is sealed under the key of that day, wherever it
was created. When the day is over, its key is destroyed, and every copy of that data becomes
noise at once: in the database, in its write-ahead log, in last night's backup and on a stolen
disk. So there are some ninety day keys, however many guests there are. Members' data, which
has no last day yet, lies under the key of its month and is sealed again each month.

The keyring is a folder, or for several machines a small database of its own; it is never part
of the database's backups. Losing it loses the guests' data, on purpose: they can be invited again.
"""

from dataclasses import dataclass
from pathlib import Path

from visits.keys.decision_log import DecisionLog
from visits.keys.keyring.base import (
    KEY_BYTES,
    ROOT,
    KeyDestroyedError,
    KeyMissingError,
    Keyring,
    KeyringGoneError,
    WatermarkDamagedError,
)
from visits.keys.keyring.database import DatabaseKeyring, NoKeyringError
from visits.keys.keyring.folder import FolderKeyring
from visits.keys.secrets import Secrets, load, load_or_create

__all__ = [
    "KEY_BYTES",
    "ROOT",
    "DatabaseKeyring",
    "FolderKeyring",
    "KeyDestroyedError",
    "KeyMissingError",
    "Keyring",
    "KeyringGoneError",
    "Keys",
    "NoKeyringError",
    "WatermarkDamagedError",
    "find_keys",
    "keys_under",
    "open_keys",
]


@dataclass(frozen=True)
class Keys:
    """All keys of one installation; none is in the database or its backups."""

    secrets: Secrets
    keyring: Keyring

    @property
    def decisions(self) -> DecisionLog:
        """Return the log of what a restore must not lose; it lies beside the keys."""
        return self.keyring.decisions


def open_keys(folder: Path, url: str | None = None) -> Keys:
    """Return the keys with the root secret in `folder`, made there on first use.

    The others lie in the folder too, or in the database at `url`. Raises OtherKeysError if that
    has another root secret's keys, and NoKeyringError if it is no keyring's.
    """
    secrets = load_or_create(folder / ROOT)
    if url is None:
        return Keys(secrets, FolderKeyring(folder, secrets))
    return Keys(secrets, _claimed(folder, url, secrets))


def find_keys(folder: Path, url: str | None = None) -> Keys:
    """Return the keys as `open_keys` does, and make nothing.

    Raises SecretMissingError if there is no root secret, OtherKeysError if the database has
    another one's keys, KeyringGoneError if it has none.
    """
    secrets = load(folder / ROOT)
    if url is None:
        return Keys(secrets, FolderKeyring(folder, secrets))
    keyring = DatabaseKeyring(url, folder, secrets)
    keyring.check()
    return Keys(secrets, keyring)


def keys_under(root: bytes, folder: Path, url: str | None = None) -> Keys:
    """Return the keys of this root secret, which the folder may lack; raises as `open_keys`."""
    secrets = Secrets(root)
    if url is None:
        # Without the secrets: the root secret comes last into an empty folder.
        return Keys(secrets, FolderKeyring(folder))
    return Keys(secrets, _claimed(folder, url, secrets))


def _claimed(folder: Path, url: str, secrets: Secrets) -> DatabaseKeyring:
    keyring = DatabaseKeyring(url, folder, secrets)
    keyring.claim()
    return keyring
