"""A virtual environment of each peer's own, from PyPI, kept for the next run."""

import os
import shutil
import sys
import venv
from pathlib import Path

from bench.peers.services import finished
from bench.peers.system import NotMeasuredError

FOLDER = Path.home() / ".cache" / "lencana-peers"


def python_with(folder: Path, name: str, pins: tuple[str, ...]) -> Path:
    """The Python of an environment that has these packages; made the first time, in minutes.

    Raises NotMeasuredError if PyPI or a compiler does not give them.
    """
    place = folder / name
    python, done = place / "bin" / "python", place / "installed.txt"
    wanted = "\n".join(pins)
    if done.exists() and done.read_text() == wanted:
        return python
    sys.stderr.write(f"{name}: installing {', '.join(pins)} into {place}\n")
    shutil.rmtree(place, ignore_errors=True)
    try:
        venv.create(place, with_pip=True)
    except OSError as problem:
        raise NotMeasuredError(f"{place} cannot be made: {problem.strerror}") from None
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        *pins,
    ]
    finished(install, os.environ, place)
    done.write_text(wanted)
    return python
