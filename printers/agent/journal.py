"""The journal of an agent.

Which attempts it began and what became of them, by ids only, on the disk.
"""

import os
import re
from pathlib import Path
from threading import Lock

from printers.agent import disk
from printers.vocabulary import Attempt, Outcome, PrintProblemKind

LINE = re.compile(
    rf"(began|told|{'|'.join(Outcome)}) "
    rf"([0-9a-z]{{26}}) ([0-9]{{1,7}}) (-|{'|'.join(PrintProblemKind)})\n"
)
# Bytes after which the file is emptied as soon as nothing is left to report.
ENOUGH = 64 * 1024
Known = tuple[Outcome, PrintProblemKind | None]
# All that is known of an attempt that was begun and whose end was never written.
LOST: Known = (Outcome.UNKNOWN, None)


class AttemptJournal:
    """Keeps what was begun and not reported yet, also when the machine crashes.

    Each line is synced before the next step; a line that a crash cut short is ignored, so it
    never says more than happened.
    """

    def __init__(self, path: Path) -> None:
        self.untold = _read(path)
        self._lock = Lock()
        # Rewritten at the start, so that a torn last line is gone before anything is appended.
        disk.replace(
            path,
            "".join(_line(was, one, why) for one, (was, why) in self.untold.items()),
        )
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)

    def began(self, attempt: Attempt) -> None:
        """Record that printing began: after a crash its outcome is unknown."""
        with self._lock:
            self.untold[attempt] = LOST
            self._append("began", attempt)

    def came(
        self, attempt: Attempt, outcome: Outcome, problem: PrintProblemKind | None
    ) -> None:
        """Record the outcome, which the server does not know yet."""
        with self._lock:
            self.untold[attempt] = outcome, problem
            self._append(outcome, attempt, problem)

    def told(self, attempt: Attempt) -> None:
        """Record that the server knows the outcome."""
        with self._lock:
            if self.untold.pop(attempt, None) is None:
                return
            self._append("told", attempt)
            if not self.untold and os.fstat(self._file).st_size > ENOUGH:
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
    untold: dict[Attempt, Known] = {}
    lines = (
        path.read_text("ascii", "replace").splitlines(keepends=True)
        if path.exists()
        else []
    )
    for line in filter(None, map(LINE.fullmatch, lines)):
        word, job, number, problem = line.groups()
        attempt = Attempt(job, int(number))
        if word == "told":
            untold.pop(attempt, None)
        elif word == "began":
            untold[attempt] = LOST
        else:
            known = None if problem == "-" else PrintProblemKind(problem)
            untold[attempt] = Outcome(word), known
    return untold


def _line(word: str, attempt: Attempt, problem: PrintProblemKind | None) -> str:
    return f"{word} {attempt.job} {attempt.number} {problem or '-'}\n"
