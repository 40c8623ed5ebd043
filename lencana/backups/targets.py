"""Where a backup is written: beside its name first, under its name only when it is whole."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lencana.backups.refusals import BackupRefused
from lencana.installation import BESIDE
from lencana.settings import Settings
from visits.keys.files import sync_folder

NO_LINKS = {errno.EPERM, errno.ENOTSUP}


@dataclass(frozen=True)
class Target:
    """Where a backup is to be, and whether over one that is there already."""

    file: Path
    replace: bool = False


@contextmanager
def written(target: Target, settings: Settings) -> Iterator[Path]:
    """The block fills an empty file (0600) that is then the target, whole and on the disk itself, or is gone.

    Refuses `BackupRefused`: a file that is there already, unless it is to be replaced, a place among the keys
    or of the database itself, another backup to the same place, and what the disk refuses.
    """
    check(target, settings)
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
    """`BackupRefused` where no backup may be written."""
    file = target.file
    whole = file.resolve()
    if not file.parent.is_dir():
        raise BackupRefused(f"there is no folder {file.parent}")
    keys = settings.key_folder.resolve()
    if keys in (whole, *whole.parents):
        raise BackupRefused("a backup never lies among the keys: name another folder")
    live = settings.database_file.resolve()
    if whole in [live.with_name(live.name + end) for end in BESIDE]:
        raise BackupRefused(f"{file} is the database itself: name another file")
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise BackupRefused(f"{file} is no ordinary file: name another")
    if file.exists() and not target.replace:
        raise _there_already(file)


def reason(problem: OSError) -> str:
    """What the disk says, in words."""
    return (
        "the disk is full"
        if problem.errno == errno.ENOSPC
        else os.strerror(problem.errno or errno.EIO)
    )


@contextmanager
def _alone(draft: Path) -> Iterator[None]:
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _take(handle, draft)
        # One that was killed left its beginning.
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
        is_ours = draft.exists() and os.path.samestat(os.fstat(handle), draft.stat())
    except BlockingIOError:
        is_ours = False
    if not is_ours:
        raise BackupRefused("another backup to this file is under way")


def _put(draft: Path, target: Target) -> None:
    with draft.open("rb") as whole:
        os.fsync(whole.fileno())
    if target.replace:
        draft.replace(target.file)
    else:
        _link(draft, target.file)
    sync_folder(target.file.parent)


def _link(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError as problem:
        if problem.errno not in NO_LINKS:
            raise
        # A stick's file system has none: what is there was looked for a moment ago.
        draft.replace(file)


def _there_already(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is there already: name another file, or add --replace"
    )
