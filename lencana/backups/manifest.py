"""The manifest beside a backup: the head of the audit log in it, to compare at restore.

Kept apart from the backup, it shows that nobody has written the audit log in it anew. It
names nobody, and is worth nothing to whoever finds it.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from lencana.backups import BackupRefused
from visits.keys import files

SUFFIX = ".manifest.json"
MARK = b'{"lencana_backup": 1'
"""How every manifest begins; another form would have another number."""
_NEWEST = (
    "SELECT lower(hex(digest)), through, at FROM auditseal ORDER BY id DESC LIMIT 1"
)


def beside(backup: Path) -> Path:
    """Return where the manifest of this backup lies."""
    return backup.with_name(backup.name + SUFFIX)


def content(copy: Path) -> bytes | None:
    """Return the manifest of this copy of the database; None if its audit log has no seal."""
    with closing(sqlite3.connect(copy)) as connection:
        # Plain SQL, not the models: the backup may have an older schema than this program.
        newest = connection.execute(_NEWEST).fetchone()
    if newest is None:
        return None
    return of_head(*newest)


def of_head(digest: str, through: int, at: str) -> bytes:
    """Return the manifest of a copy whose newest seal is this."""
    head = {"digest": digest, "entries": through, "at": at}
    return json.dumps({"lencana_backup": 1, "audit_head": head}).encode() + b"\n"


def write(backup: Path, content: bytes | None) -> None:
    """Put the manifest beside the backup, whole and on the disk itself."""
    if content is not None:
        files.replace(beside(backup), content)


def remove(backup: Path) -> None:
    """Delete the manifest of a backup that is about to be replaced."""
    beside(backup).unlink(missing_ok=True)


def check(backup: Path, copy: Path) -> None:
    """Raise BackupRefused if a manifest lies beside the backup, and `copy` has another head."""
    compare(backup, content(copy))


def compare(backup: Path, content: bytes | None) -> None:
    """Raise BackupRefused if the manifest beside the backup is another one than this."""
    # Without one beside it nothing is compared: manifests are best kept apart from backups.
    manifest = beside(backup)
    if manifest.exists() and manifest.read_bytes() != content:
        raise BackupRefused(
            f"the audit log in {backup} does not end as {manifest.name} says: one of the two "
            "was changed after the backup was made, or they do not belong together"
        )
