"""What all test processes of a run share is made by the first of them that needs it."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time is in here."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def first_to_make(folder: Path) -> Iterator[bool]:
    """True for the process that is to make the folder; the others wait until it is made."""
    with locked(folder):
        is_first = not folder.exists()
        try:
            yield is_first
        except BaseException:
            if is_first:
                shutil.rmtree(folder, ignore_errors=True)
            raise
