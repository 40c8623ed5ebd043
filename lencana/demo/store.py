"""The demo's own folder: made anew at each start, and never mistaken for somebody's real store."""

import shutil
from pathlib import Path

MARK = "lencana-demo"


class NotADemoError(Exception):
    """The folder holds something that the demo did not make."""


def prepare(folder: Path) -> None:
    """The folder is empty but for its mark. Refuses `NotADemoError` and then has touched nothing."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise NotADemoError(f"{folder} is not a demo's folder: name an empty one with --data")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).write_text("Made anew whenever the demo starts.\n")
