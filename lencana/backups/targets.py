"""Writes a backup under a draft's name first, and gives it its own name when it is complete."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lencana.backups import BackupRefused
from lencana.installation import BESIDE
from lencana.settings import Settings
from visits.keys.files import sync_folder

NO_LINKS = {errno.EPERM, errno.ENOTSUP}
"""What file systems without hard links answer, such as FAT on a USB stick."""


@dataclass(frozen=True)
class Target:
    """The file to write a backup to, and whether it may replace one that is there."""

    file: Path
    replace: bool = False


@contextmanager
def written(target: Target, settings: Settings) -> Iterator[Path]:
    """Yield an empty file (0600) for the block to fill; afterwards it becomes the target.

    The target is then on the disk itself; if the block fails, nothing is left. Raises
    BackupRefused as `check` does, if another backup to this file runs, and for the disk's errors.
    """
    check(target, settings)
    # In the target's folder: renaming is atomic within one file system only.
    draft = target.file.with_name(f".{target.file.name}.part")
    try:
        with _alone(draft):
            yield draft
            _put(draft, target)
    except OSError as problem:
        raise BackupRefused(
            f"{target.file} cannot be written: {reason(problem)}"
        ) from None


def check(target: Target, settings: Settings) -> None:
    """Raise BackupRefused if no backup may be written to this target."""
    file = target.file
    # Resolved: a link in the path must not lead into the folder of the keys.
    resolved = file.resolve()
    if not file.parent.is_dir():
        raise BackupRefused(f"there is no folder {file.parent}")
    keys = settings.key_folder.resolve()
    if keys in (resolved, *resolved.parents):
        raise BackupRefused("a backup never lies among the keys: name another folder")
    live = settings.database_file.resolve()
    if resolved in [live.with_name(live.name + end) for end in BESIDE]:
        raise BackupRefused(f"{file} is the database itself: name another file")
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise BackupRefused(f"{file} is no ordinary file: name another")
    if file.exists() and not target.replace:
        raise _there_already(file)


def reason(problem: OSError) -> str:
    """Return why the disk refused, in words."""
    return (
        "the disk is full"
        if problem.errno == errno.ENOSPC
        else os.strerror(problem.errno or errno.EIO)
    )


@contextmanager
def _alone(draft: Path) -> Iterator[None]:
    # NOFOLLOW: in a folder that others may write to, the name could be a link to any file.
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _take(handle, draft)
        # A backup that was killed may have left its beginning. Emptied only under the lock.
        os.ftruncate(handle, 0)
        try:
            yield
        finally:
            draft.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _take(handle: int, draft: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Another backup may have ended between our open and our lock: then the locked file
        # has been renamed or deleted, and is not the one of this name any more.
        is_ours = draft.exists() and os.path.samestat(os.fstat(handle), draft.stat())
    except BlockingIOError:
        is_ours = False
    if not is_ours:
        raise BackupRefused("another backup to this file is under way")


def _put(draft: Path, target: Target) -> None:
    # The content before the name: after a power cut the name must not lead to half a backup.
    with draft.open("rb") as content:
        os.fsync(content.fileno())
    if target.replace:
        draft.replace(target.file)
    else:
        _link(draft, target.file)
    sync_folder(target.file.parent)


def _link(draft: Path, file: Path) -> None:
    # A link, not a rename: it fails if somebody made a file of this name meanwhile.
    try:
        os.link(draft, file)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError as problem:
        if problem.errno not in NO_LINKS:
            raise
        # Without links only a moment is unguarded: `check` has just looked for such a file.
        draft.replace(file)


def _there_already(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is there already: name another file, or add --replace"
    )
