"""What the doctor notes about backups: none was made lately, or one lies in the data folder."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from lencana.backups.examining import HEADER, SERVER_HEADER
from lencana.settings import Settings
from visits.keys import passphrase
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.sites import Site
from visits.vocabulary.audit import Act

OLD = timedelta(days=7)
"""Operators are told to make one daily: a week without one is no longer an oversight."""


def of_late(store: Store) -> Iterator[str]:
    """Yield a sentence if the newest backup in the audit log is too old, or there is none."""
    # From the audit log: the backup itself may lie on a disk that is unplugged now.
    made = select(AuditEntry.at).where(col(AuditEntry.act) == Act.BACKED_UP)
    newest = store.exec(made.order_by(col(AuditEntry.at).desc()).limit(1)).first()
    # Before the first site there is nothing that a backup would save.
    if newest is None and store.exec(select(Site.id).limit(1)).first() is not None:
        yield "No backup is known of: see `lencana backup`."
    if newest is not None and store.now - newest > OLD:
        yield f"The newest backup known of is of {newest:%Y-%m-%d}: see `lencana backup`."


def misplaced(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each backup that lies in the data folder."""
    for file in sorted(settings.data.rglob("*")):
        if not file.is_file() or file == settings.database_file:
            continue
        # By how it begins: operators name backups as they like.
        beginning = _beginning(file)
        is_database = beginning.startswith((HEADER, SERVER_HEADER))
        if is_database or passphrase.is_sealed(beginning):
            yield (
                f"{file.name} in the data folder looks like a backup: a disk that is lost or "
                "stolen takes it along, so keep it elsewhere."
            )


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(HEADER))
    except OSError:
        return b""
