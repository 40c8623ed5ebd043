"""The folder of the demo, which one demo at a time uses and which each start empties."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = "lencana-demo"


class NotADemoError(Exception):
    """The folder holds something that the demo did not make."""


class DemoRunsError(Exception):
    """Another demo that still runs uses this folder."""


@contextmanager
def prepared(folder: Path) -> Iterator[None]:
    """Empty the folder and lock it for this demo while the block runs; its mark is the lock.

    Raises `NotADemoError` and `DemoRunsError` before it touched anything.
    """
    # Emptying is final: `--data` may name a folder of somebody's by mistake.
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise NotADemoError(
            f"{folder} is not a demo's folder: name an empty one with --data"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / MARK).open("a") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRunsError(
                f"a demo is running on {folder}: end it, or name another with --data"
            ) from None
        _empty(folder)
        if not mark.tell():
            mark.write("Made anew whenever the demo starts.\n")
            mark.flush()
        yield


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        # A link is deleted, never followed: it may lead out of the folder.
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != MARK:
            entry.unlink()
