"""What the doctor notes about backups: that none is of late, or that one lies where it should not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from lencana.backups.examining import HEADER
from lencana.settings import Settings
from visits.keys import passphrase
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.sites import Site
from visits.vocabulary.audit import Act

OLD = timedelta(days=7)


def of_late(store: Store) -> Iterator[str]:
    """A sentence where the newest backup that the trail knows of is too old, or there is none of any site."""
    made = select(AuditEntry.at).where(col(AuditEntry.act) == Act.BACKED_UP)
    newest = store.exec(made.order_by(col(AuditEntry.at).desc()).limit(1)).first()
    if newest is None and store.exec(select(Site.id).limit(1)).first() is not None:
        yield "No backup is known of: see `lencana backup`."
    if newest is not None and store.now - newest > OLD:
        yield f"The newest backup known of is of {newest:%Y-%m-%d}: see `lencana backup`."


def misplaced(settings: Settings) -> Iterator[str]:
    """A sentence for each backup that whoever takes this folder takes along."""
    for file in sorted(settings.data.rglob("*")):
        if not file.is_file() or file == settings.database_file:
            continue
        beginning = _beginning(file)
        if beginning == HEADER or passphrase.is_sealed(beginning):
            yield (
                f"{file.name} in the data folder looks like a backup: a disk that is lost or stolen takes it "
                "along, so keep it elsewhere."
            )


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(HEADER))
    except OSError:
        return b""
