"""Finds the keys that a backup needs: in their folder, in a copy of the keys, or in both."""

from datetime import date, timedelta
from pathlib import Path

from lencana.backups.refusals import BackupRefused
from visits.keys import key_copies
from visits.keys.key_copies import KeyCopy
from visits.keys.keyring import ROOT, Keyring, Keys, find_keys
from visits.keys.secrets import OtherKeysError, SecretMissingError, Secrets
from visits.store import key_check
from visits.store.database import Database, Store
from visits.vault import sealing_keys

DAY = timedelta(days=1)


def of(folder: Path, copy: KeyCopy | None) -> Keys:
    """Return the keys to restore with, without making any.

    Raises BackupRefused if there are none, or the folder holds another installation's.
    """
    try:
        if copy is None:
            return find_keys(folder)
        key_copies.check_root(copy, folder)
    except SecretMissingError:
        raise BackupRefused(
            f"{ROOT} is not in {folder}: give a copy of the keys with --keys"
        ) from None
    except OtherKeysError:
        raise BackupRefused(
            f"{folder} holds another installation's keys: move it away first"
        ) from None
    # The root from the copy, the days from the folder: `put_back` adds to it what it lacks.
    return Keys(Secrets(copy.root), Keyring(folder))


def check(store: Store, folder: Path, copy: KeyCopy | None) -> None:
    """Raise BackupRefused unless these keys belong to the backup and open its members' names."""
    try:
        key_check.check(store)
    except OtherKeysError:
        origin = "the copy's keys" if copy else f"the keys in {folder}"
        raise BackupRefused(
            f"{origin} are another installation's: nothing in this backup opens"
        ) from None
    # A guest whose day key is gone can be invited again; members' names would be lost for good.
    missing = (
        sealing_keys.months(store)
        - set(store.keys.keyring.months())
        - set(copy.months if copy else ())
    )
    if missing:
        months = ", ".join(sorted(missing))
        raise BackupRefused(
            f"members' names in this backup lie under the key of {months}, which is gone: "
            "give a copy of the keys of that time with --keys"
        )


def put_back(
    folder: Path, copy: KeyCopy | None, database: Database, destroyed_through_day: date
) -> None:
    """Add the copy's keys to the folder where it lacks them, except keys of days that are over."""
    if copy is None:
        return
    # Only a copy with guests' keys can bring back a day, and with it a guest who was due.
    yesterday = database.clock().date() - DAY
    key_copies.put_back(
        copy,
        folder,
        max(destroyed_through_day, yesterday) if copy.days else destroyed_through_day,
    )
