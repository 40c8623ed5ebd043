"""Small files that hold keys: written whole, synced, and readable by their owner only."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO


def write_once(path: Path, content: bytes) -> None:
    """Write `content` to `path`, on the disk itself; a file that is there already stays."""
    make_folder(path.parent)
    draft = _draft(path, content)
    try:
        # A link fails where the name is taken: of two processes, the first one's key counts.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Write `content` to `path`, on the disk itself; a crash leaves the old or the new file."""
    make_folder(path.parent)
    _draft(path, content).replace(path)
    sync_folder(path.parent)


def replace_wiping(path: Path, content: bytes) -> None:
    """Replace the file as `replace` does, then overwrite the old content on the disk."""
    if not path.exists():
        replace(path, content)
        return
    # Opened first, since the old file has no name once it is replaced; overwritten last, so
    # that a crash before that leaves either file whole.
    with path.open("r+b") as old:
        replace(path, content)
        _overwrite(old)


def destroy(path: Path) -> None:
    """Overwrite the file with zeros, then delete it."""
    # Overwritten first: deleting alone leaves a key's bytes on the disk for whoever looks.
    with contextlib.suppress(FileNotFoundError):  # another process was first
        with path.open("r+b") as file:
            _overwrite(file)
        path.unlink()
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make the folder, for its owner only (0700), if it is missing."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Else a power cut could take the folder with the keys that were synced into it.
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's list of files is on the disk itself."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _overwrite(file: BinaryIO) -> None:
    file.write(bytes(os.fstat(file.fileno()).st_size))
    file.flush()
    os.fsync(file.fileno())


def _draft(path: Path, content: bytes) -> Path:
    # A random name: two processes may write the same key at once. EXCL follows no link.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
