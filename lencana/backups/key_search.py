"""Finds the keys that a backup needs: in the keyring, in a copy of the keys, or in both."""

from datetime import date, timedelta
from pathlib import Path

from lencana import servers
from lencana.backups import BackupRefused
from lencana.servers import NotReadyError
from lencana.settings import Settings
from visits.keys import key_copies
from visits.keys.key_copies import KeyCopy
from visits.keys.keyring import ROOT, KeyringGoneError, Keys, find_keys, keys_under
from visits.keys.secrets import OtherKeysError, SecretMissingError
from visits.store import key_check
from visits.store.database import Database, Store
from visits.vault import sealing_keys

DAY = timedelta(days=1)


def of(settings: Settings, copy: KeyCopy | None) -> Keys:
    """Return the keys to restore with, without making any.

    Raises BackupRefused if there are none, or they are another installation's.
    """
    folder, url = settings.key_folder, settings.keyring
    if _is_in_database(settings):
        # The restore replaces it, and the keys would be gone.
        raise BackupRefused(servers.ONE_DATABASE)
    try:
        if copy is None:
            return find_keys(folder, url)
        key_copies.check_root(copy, folder)
        # The root from the copy, the days from the keyring: `put_back` adds to it what it lacks.
        return keys_under(copy.root, folder, url)
    except SecretMissingError:
        raise BackupRefused(
            f"{ROOT} is not in {folder}: give a copy of the keys with --keys"
        ) from None
    except KeyringGoneError:
        raise BackupRefused(
            "there are no keys in the database of LENCANA_KEYRING_URL: give a copy of them "
            "with --keys"
        ) from None
    except OtherKeysError:
        raise BackupRefused(
            f"{_named(settings)} holds another installation's keys: move it away first"
        ) from None


def _is_in_database(settings: Settings) -> bool:
    if settings.keyring is None:
        return False
    try:
        return servers.are_one_database(settings.database, settings.keyring)
    except NotReadyError:
        return False  # there is no database yet


def _named(settings: Settings) -> str:
    keyring = " or the database of LENCANA_KEYRING_URL" if settings.keyring else ""
    return f"{settings.key_folder}{keyring}"


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
    copy: KeyCopy | None, database: Database, destroyed_through_day: date
) -> None:
    """Add the copy's keys to the keyring where it lacks them, except keys of days that are over."""
    if copy is None:
        return
    # Only a copy with guests' keys can bring back a day, and with it a guest who was due.
    yesterday = database.clock().date() - DAY
    key_copies.put_back(
        copy,
        database.keys.keyring,
        max(destroyed_through_day, yesterday) if copy.days else destroyed_through_day,
    )
