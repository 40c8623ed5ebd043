"""The disk: a small file of the agent's own, replaced whole or not at all."""

import os
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """The file says this, to its owner alone; after a crash it says this or what it said before."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
