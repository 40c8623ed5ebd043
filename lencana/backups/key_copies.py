"""Files with a copy of the keys, sealed under a passphrase."""

from datetime import date
from pathlib import Path

from lencana.backups import BackupRefused, targets
from lencana.backups.targets import Target
from lencana.settings import Settings
from visits.audit import entries
from visits.keys import key_copies, passphrase
from visits.keys.key_copies import CopyDamagedError, KeyCopy
from visits.keys.passphrase import NotSealed, SealedByANewerProgram, WrongPassphrase
from visits.store.database import Database
from visits.vault import lost_keys
from visits.vocabulary import actors
from visits.vocabulary.audit import Act

LARGEST = 64_000_000
"""Bytes read of a file: room for some 400,000 logged erasures of 150 bytes each."""


def back_up(
    database: Database,
    settings: Settings,
    target: Target,
    secret: str,
    *,
    with_guests: bool,
) -> date | None:
    """Write the keys, sealed under the passphrase `secret`, and note it in the audit log.

    Returns the last day whose key is in the copy; None without days' keys. Raises
    BackupRefused and PassphraseTooShort.
    """
    _refuse_if_lost(database, with_guests=with_guests)
    copy = key_copies.take(database.keys, with_guests=with_guests)
    sealed = passphrase.seal(secret, copy.as_bytes())
    with targets.written(target, settings) as draft:
        draft.write_bytes(sealed)
        # Read back: a copy that does not open is noticed today, not when the keys are lost.
        if opened(draft, secret) != copy:
            raise BackupRefused(
                "the copy does not hold what was written: look after the disk, and try again"
            )
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.KEYS_COPIED)
    return max(copy.days, default=None)


def _refuse_if_lost(database: Database, *, with_guests: bool) -> None:
    """Raise BackupRefused where the copy would lack keys, and might replace one that has them."""
    with database.reading() as store:
        lost = lost_keys.find(store)
    if lost.root or lost.months or (with_guests and lost.days):
        raise BackupRefused(
            f"keys are missing, and a copy would lack them too: {', '.join(lost.files)}. Bring "
            "them back first, and keep the copy that has them"
        )


def opened(file: Path, secret: str) -> KeyCopy:
    """Return the keys in the file, which the passphrase `secret` opens; raises BackupRefused."""
    try:
        with file.open("rb") as sealed:
            return key_copies.read(passphrase.unseal(secret, sealed.read(LARGEST)))
    except OSError:
        raise BackupRefused(f"{file} cannot be read") from None
    except NotSealed:
        raise BackupRefused(f"{file} is no copy of keys") from None
    except SealedByANewerProgram:
        raise BackupRefused(
            f"{file} is of a newer program: install the version that made it"
        ) from None
    # Authenticated encryption cannot tell a wrong passphrase from a changed file.
    except (WrongPassphrase, CopyDamagedError):
        raise BackupRefused(
            f"the passphrase does not open {file}, or the file is damaged"
        ) from None
