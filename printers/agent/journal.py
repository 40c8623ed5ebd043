"""The journal of an agent.

Which attempts it began and what became of them, by ids only, on the disk.
"""

import os
import re
from pathlib import Path
from threading import Lock

from printers.vocabulary import Attempt, Outcome, PrintProblemKind

LINE = re.compile(
    rf"(began|told|{'|'.join(Outcome)}) "
    rf"([0-9a-z]{{26}}) ([0-9]{{1,7}}) (-|{'|'.join(PrintProblemKind)})\n"
)
# Bytes after which the file is emptied as soon as nothing is left to report.
EMPTIED_ABOVE = 64 * 1024
Known = tuple[Outcome, PrintProblemKind | None]
# All that is known of an attempt that was begun and whose end was never written.
LOST: Known = (Outcome.UNKNOWN, None)


class AttemptJournal:
    """Keeps what was begun and not reported yet, also when the machine crashes.

    Each line is synced before the next step; a line that a crash cut short is ignored, so it
    never says more than happened.
    """

    def __init__(self, path: Path) -> None:
        self.unreported = _read(path)
        self._lock = Lock()
        # Rewritten at the start, so that a torn last line is gone before anything is appended.
        replace_file(
            path,
            "".join(
                _line(outcome, attempt, problem)
                for attempt, (outcome, problem) in self.unreported.items()
            ),
        )
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)

    def record_start(self, attempt: Attempt) -> None:
        """Record that printing began: after a crash its outcome is unknown."""
        with self._lock:
            self.unreported[attempt] = LOST
            self._append("began", attempt)

    def record_outcome(
        self, attempt: Attempt, outcome: Outcome, problem: PrintProblemKind | None
    ) -> None:
        """Record the outcome, which the server does not know yet."""
        with self._lock:
            self.unreported[attempt] = outcome, problem
            self._append(outcome, attempt, problem)

    def record_reported(self, attempt: Attempt) -> None:
        """Record that the server knows the outcome."""
        with self._lock:
            if self.unreported.pop(attempt, None) is None:
                return
            self._append("told", attempt)
            if not self.unreported and os.fstat(self._file).st_size > EMPTIED_ABOVE:
                # Opened for appending, so the next line goes to the new end.
                os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Close the file; nothing more may be recorded."""
        os.close(self._file)

    def _append(
        self, word: str, attempt: Attempt, problem: PrintProblemKind | None = None
    ) -> None:
        os.write(self._file, _line(word, attempt, problem).encode())
        os.fsync(self._file)


def _read(path: Path) -> dict[Attempt, Known]:
    unreported: dict[Attempt, Known] = {}
    lines = (
        path.read_text("ascii", "replace").splitlines(keepends=True)
        if path.exists()
        else []
    )
    for line in filter(None, map(LINE.fullmatch, lines)):
        word, job, number, problem = line.groups()
        attempt = Attempt(job, int(number))
        if word == "told":
            unreported.pop(attempt, None)
        elif word == "began":
            unreported[attempt] = LOST
        else:
            known_problem = None if problem == "-" else PrintProblemKind(problem)
            unreported[attempt] = Outcome(word), known_problem
    return unreported


def _line(word: str, attempt: Attempt, problem: PrintProblemKind | None) -> str:
    return f"{word} {attempt.job} {attempt.number} {problem or '-'}\n"


def replace_file(path: Path, text: str) -> None:
    """Write the file for its owner alone; after a crash it holds this text or the old one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    # The new name is on the disk only once its folder is synced, too.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
