"""The keys that a backup needs: in their folder, in a copy, or in both together."""

from datetime import date, timedelta
from pathlib import Path

from lencana.backups.refusals import BackupRefused
from visits.keys import key_copies
from visits.keys.key_copies import KeyCopy
from visits.keys.keyring import ROOT, Keyring, Keys, find_keys
from visits.keys.secrets import OtherKeysError, SecretMissingError, Secrets
from visits.people import profiles
from visits.store import key_check
from visits.store.database import Database, Store

DAY = timedelta(days=1)


def of(folder: Path, copy: KeyCopy | None) -> Keys:
    """The keys to work with; nothing is made. Refuses `BackupRefused` where there are none, or others."""
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
    return Keys(Secrets(copy.root), Keyring(folder))


def check(store: Store, folder: Path, copy: KeyCopy | None) -> None:
    """`BackupRefused` unless these are the backup's own keys, and open the names of its members."""
    try:
        key_check.check(store)
    except OtherKeysError:
        theirs = "the copy's keys" if copy else f"the keys in {folder}"
        raise BackupRefused(
            f"{theirs} are another installation's: nothing in this backup opens"
        ) from None
    missing = (
        profiles.months(store)
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
    folder: Path, copy: KeyCopy | None, database: Database, dead_through: date
) -> None:
    """What the folder lacks of the copy is in it, but for days that are over."""
    if copy is None:
        return
    yesterday = database.clock().date() - DAY
    key_copies.put_back(
        copy, folder, max(dead_through, yesterday) if copy.days else dead_through
    )
